import { beforeAll, expect, test } from 'vitest';
import { idOf } from '../http/database';
import { join, newPerson, newServer, type Person } from '../person';
import { live, type Client } from './client';

let ada: Person, grace: Person, linus: Person;
let ids: Record<string, string>;

const say = (who: Person, to: Person, body: string) => who.submit(`/direct/${ids[to.email]}?/send`, { body });

beforeAll(async () => {
	[ada, grace, linus] = await Promise.all([newPerson('Ada'), newPerson('Grace'), newPerson('Linus')]);
	const place = await newServer(ada);
	for (const one of [grace, linus]) await join(one, place);
	const pairs = await Promise.all([ada, grace, linus].map(async (one) => [one.email, await idOf(one)]));
	ids = Object.fromEntries(pairs);
});
/** The conversation as a client was told of it. */
async function toldOf(client: Client): Promise<string> {
	const told = await client.hears((frame) => frame.type === 'channel.advanced' && frame.communityId === null);
	return told.type === 'channel.advanced' ? told.channelId : '';
}

test('windows that were open before two people ever talked hear of it, may open it, and a third one’s does not', async () => {
	const [hers, theirs, his] = await Promise.all([live(ada), live(grace), live(linus)]);
	await say(ada, grace, 'Hello there');
	const id = await toldOf(theirs);
	expect(await toldOf(hers)).toBe(id);
	expect(theirs.heard).toContainEqual({ type: 'direct.changed', userId: ids[ada.email] });
	for (const client of [hers, theirs]) await client.opens(id);
	his.say({ type: 'open', channelId: id });
	expect(await his.hears(({ type }) => type === 'refused')).toMatchObject({ code: 'not-found', channelId: id });
	await say(grace, ada, 'And here');
	for (const client of [hers, theirs])
		await client.hears((frame) => frame.type === 'message.created' && frame.message.body === 'And here');
	await his.settled();
	expect(his.heard.filter((frame) => 'channelId' in frame && frame.type !== 'refused')).toEqual([]);
});

test('T17: across a block nobody is seen typing, from either side, until it is taken away', async () => {
	const [hers, his] = await Promise.all([live(ada), live(linus)]);
	await say(ada, linus, 'Hello there');
	const id = await toldOf(his);
	for (const client of [hers, his]) await client.opens(id);
	/** Whether each sees the other typing. */
	const seen = async () => {
		const before = [hers, his].map(({ heard }) => heard.length);
		for (const client of [hers, his]) {
			client.say({ type: 'typing', channelId: id });
			await client.settled();
		}
		for (const client of [hers, his]) await client.settled();
		return [hers, his].map(({ heard }, at) =>
			heard.slice(before[at]).some((frame) => frame.type === 'typing' && frame.userId === ids[[linus, ada][at]!.email])
		);
	};
	expect(await seen()).toEqual([true, true]);
	const address = `/direct/${ids[ada.email]}/block`;
	expect((await linus.submit(`${address}?/block`, {})).status).toBe(303);
	expect(await seen()).toEqual([false, false]);
	// Another window of the one who was blocked has no more rights.
	const phone = await live(ada);
	await phone.opens(id);
	phone.say({ type: 'typing', channelId: id });
	await phone.settled();
	await his.settled();
	expect(his.heard.filter(({ type }) => type === 'typing')).toHaveLength(2);
	expect((await linus.submit(`${address}?/unblock`, {})).status).toBe(303);
	expect(await seen()).toEqual([true, true]);
	expect((await say(ada, linus, 'Again')).status).toBe(303);
});
