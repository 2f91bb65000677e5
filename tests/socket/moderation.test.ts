import { beforeAll, expect, test } from 'vitest';
import type { ServerFrame } from '$lib/realtime/protocol';
import { ask, idOf } from '../http/database';
import { join, newPerson, newServer, PASSWORD, Person, say, type Place } from '../person';
import { live } from './client';

let ada: Person, grace: Person;
let place: Place;

/** The same person in another browser. */
async function elsewhere({ name, email }: Person): Promise<Person> {
	const other = new Person(name, email);
	await other.submit('/sign-in', { email, password: PASSWORD });
	return other;
}

beforeAll(async () => {
	[ada, grace] = await Promise.all([newPerson('Ada'), newPerson('Grace')]);
	place = await newServer(ada);
	await join(grace, place);
});

test.each([
	['kick', 'kicked'],
	['ban', 'banned']
])(
	'T9: after the answer to a %s, of a thousand messages none reaches any of their windows',
	async (deed, why) => {
		const linus = await newPerson('Linus');
		await join(linus, place);
		const home = await newServer(linus);
		const phone = await elsewhere(linus);
		const [first, second, third, witness] = await Promise.all([live(linus), live(linus), live(phone), live(grace)]);
		for (const client of [first, second, witness]) await client.opens(place.channelId);
		await say(ada, place, 'the last that is heard');
		for (const client of [first, second]) await client.hears(({ type }) => type === 'message.created');

		const id = await idOf(linus);
		const answer = await ada.submit(`${place.path}/members/${id}/${deed}?/${deed}`, { reason: 'Off topic' });
		expect(answer.status).toBe(303);
		const secrets = Array.from({ length: 1000 }, (_, line) => `secret ${deed} ${line}`);
		for (let start = 0; start < secrets.length; start += 20)
			await Promise.all(secrets.slice(start, start + 20).map((body) => say(ada, place, body)));
		// They knock as well: the door is the same as for a channel that is not there.
		for (const client of [first, third]) {
			client.say({ type: 'open', channelId: place.channelId });
			await client.hears((frame) => frame.type === 'refused' && frame.channelId === place.channelId);
		}
		await say(ada, place, 'the very last');
		await witness.hears((frame) => frame.type === 'message.created' && frame.message.body === 'the very last');

		const left = { type: 'community.left', communityId: place.id, why, reason: 'Off topic' };
		for (const client of [first, second, third]) {
			await client.settled();
			expect(client.heard.find(({ type }) => type === 'community.left')).toMatchObject(left);
			const after = client.heard.slice(client.heard.findIndex(({ type }) => type === 'community.left') + 1);
			const allowed = new Set<ServerFrame['type']>(['gone', 'refused', 'pong']);
			const isOwn = (frame: ServerFrame) => frame.type === 'presence' && frame.people.every((one) => one.id === id);
			expect(after.filter((frame) => !allowed.has(frame.type) && !isOwn(frame))).toEqual([]);
		}
		expect(witness.bodies().filter((body) => body.startsWith('secret'))).toHaveLength(1000);
		expect(witness.heard.find(({ type }) => type === 'member.left')).toEqual({
			type: 'member.left',
			communityId: place.id,
			userId: id
		});
		// What they have elsewhere goes on, in the same windows.
		await first.opens(home.channelId);
		await say(linus, home, 'still at home');
		await first.hears((frame) => frame.type === 'message.created' && frame.message.body === 'still at home');
	},
	120_000
);

test('a new role is heard by members at once, and opens and closes private channels for open sockets', async () => {
	const linus = await newPerson('Linus');
	await join(linus, place);
	const id = await idOf(linus);
	const [{ next } = { next: '' }] = await ask<{ next: string }>('select max(id) + 1 as next from channels');
	await ask(
		`insert into channels (id, community_id, category_id, kind, name, is_private, created_at)
			select ?, community_id, category_id, kind, 'staff', true, created_at from channels where id = ?`,
		next,
		place.channelId
	);
	await ask('insert into channel_grants values (?, ?)', next, 'role:moderator');
	const staff = { ...place, channelId: next, channel: `${place.path}/channels/${next}` };
	const [his, witness, stranger] = await Promise.all([live(linus), live(grace), live(await newPerson('Mallory'))]);
	const give = (role: string) => ada.submit(`${place.path}/members?/role`, { userId: id, role });
	const isNow = (role: string) => (frame: ServerFrame) =>
		frame.type === 'member.changed' && frame.member.id === id && frame.member.role === role;

	his.say({ type: 'open', channelId: next });
	await his.hears(({ type }) => type === 'refused');
	await give('moderator');
	await Promise.all([his.hears(isNow('moderator')), witness.hears(isNow('moderator'))]);
	await his.opens(next);
	await say(ada, staff, 'for moderators');
	await his.hears((frame) => frame.type === 'message.created' && frame.message.body === 'for moderators');
	await give('guest');
	await say(ada, staff, 'not for guests');
	await his.hears((frame) => frame.type === 'gone' && frame.channelId === next);
	await Promise.all([his.settled(), stranger.settled()]);
	expect(his.bodies()).toEqual(['for moderators']);
	expect(stranger.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});

test('a server that is edited or ended is told to its members, and to nobody else', async () => {
	const other = await newServer(ada);
	await join(grace, other);
	const [member, stranger] = await Promise.all([live(grace), live(await newPerson('Mallory'))]);
	await member.opens(other.channelId);
	await ada.submit(`${other.path}/settings?/save`, { name: 'Planetarium', description: 'Look up.' });
	expect(await member.hears(({ type }) => type === 'community.changed')).toMatchObject({
		community: { id: other.id, name: 'Planetarium', description: 'Look up.' }
	});
	await ada.submit(`${other.path}/settings/delete?/delete`, { name: 'Planetarium' });
	expect(await member.hears(({ type }) => type === 'community.left')).toMatchObject({ why: 'deleted' });
	await member.hears((frame) => frame.type === 'gone' && frame.channelId === other.channelId);
	await stranger.settled();
	expect(stranger.heard.map(({ type }) => type)).toEqual(['ready', 'pong']);
});
