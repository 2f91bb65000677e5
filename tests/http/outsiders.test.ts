import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import {
	channelApi,
	channelForms,
	channelPages,
	channelThings,
	everything,
	expectNoDifference,
	isApi,
	isData,
	knock,
	serverPages,
	staffPages,
	unreal,
	type Spot
} from './asking';
import { ask, count } from './database';

let ada: Person, linus: Person, mallory: Person;
let place: Place, other: Place;
let real: Spot;

beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	place = await newServer(ada);
	other = await newServer(ada);
	await join(linus, place);
	await newServer(mallory); // she is at home somewhere, only not here
	for (let line = 1; line <= 3; line++) await say(ada, place, `Line ${line}`);
	real = { server: place.id, channel: place.channelId };
});

/** One more channel of the server, made as the product will make it. */
async function newChannel(kind: { isPrivate?: true; isReadOnly?: true }): Promise<string> {
	const [{ next } = { next: '' }] = await ask<{ next: string }>('select max(id) + 1 as next from channels');
	await ask(
		`insert into channels (id, community_id, category_id, kind, name, is_private, is_read_only, created_at)
			select ?, community_id, category_id, kind, ?, ?, ?, created_at from channels where id = ?`,
		...[next, unique('room'), Boolean(kind.isPrivate), Boolean(kind.isReadOnly), place.channelId]
	);
	return next;
}

describe('a member', () => {
	test.each([...channelPages, ...channelApi, ...serverPages])('sees %s', async (...asked) => {
		const path = asked[1](real);
		const answer = await knock(linus, asked, real);
		expect(answer.status).toBe(path === place.path ? 303 : 200);
		expect(answer.body).not.toContain('"status":404');
	});
});

test.each(staffPages)('a guest is told that %s is not for them', async (...asked) => {
	const answer = await knock(linus, asked, real);
	if (isData(asked[1](real))) expect(answer.body).toContain('"status":403');
	else expect(answer.status).toBe(403);
	expect((await knock(ada, asked, real)).status).toBe(200);
});

describe('an outsider is told that it does not exist:', () => {
	const nowhere = { server: () => unreal(place.id), channel: () => unreal(place.channelId) };

	test.each(everything)('%s', async (...asked) => {
		await expectNoDifference(mallory, asked, real, { server: nowhere.server(), channel: nowhere.channel() });
	});

	test.each(channelThings)('%s, under the address of a server of their own', async (...asked) => {
		const home = (await mallory.request('/')).headers.get('location')!.split('/')[2]!;
		const here = { server: home, channel: place.channelId };
		await expectNoDifference(mallory, asked, here, { server: home, channel: nowhere.channel() });
	});

	test('and nothing they sent was done', async () => {
		expect(
			await count('messages where channel_id = ? and edited_at is null and deleted_at is null', real.channel)
		).toBe(3);
		expect(await count('messages where channel_id = ?', real.channel)).toBe(3);
		expect(await count('invites where community_id = ?', real.server)).toBe(1);
	});
});

describe('someone who has not signed in learns nothing from', () => {
	test.each(everything)('%s', async (...asked) => {
		const path = asked[1](real);
		const answer = await knock(null, asked, real);
		const signIn = `/sign-in?next=${encodeURIComponent(path.replace(/\?\/\w+$/, '').replace('/__data.json', ''))}`;
		if (isApi(path)) {
			expect(answer.status).toBe(401);
			expect(JSON.parse(answer.body)).toEqual({ code: 'sign-in-required', message: expect.stringMatching(/\w/) });
		} else if (isData(path)) expect(JSON.parse(answer.body)).toEqual({ type: 'redirect', location: signIn });
		else expect([answer.status, answer.headers.location]).toEqual([303, signIn]);
		await expectNoDifference(null, asked, real, { server: unreal(place.id), channel: unreal(place.channelId) });
	});
});

describe('a channel is not there', () => {
	test.each([...channelPages, ...channelForms])('under another server’s address: %s', async (...asked) => {
		const here = { server: place.id, channel: other.channelId };
		expect((await knock(ada, ['home', channelPages[0]![1]], { ...here, server: other.id })).status).toBe(200);
		await expectNoDifference(ada, asked, here, { server: place.id, channel: unreal(other.channelId) });
	});

	test.each(channelThings)('for members it is private from: %s', async (...asked) => {
		const channel = await newChannel({ isPrivate: true });
		const here = { server: place.id, channel };
		expect((await knock(ada, channelPages[0]!, here)).status).toBe(200);
		await expectNoDifference(linus, asked, here, { server: place.id, channel: unreal(channel) });
	});

	test.each(channelThings)('after it was deleted: %s', async (...asked) => {
		const channel = await newChannel({});
		const here = { server: place.id, channel };
		expect((await knock(linus, channelPages[0]!, here)).status).toBe(200);
		await ask('update channels set deleted_at = utc_timestamp() where id = ?', channel);
		await expectNoDifference(ada, asked, here, { server: place.id, channel: unreal(channel) });
	});

	test('in the list of those it is private from, until it names them or their role', async () => {
		const channel = await newChannel({ isPrivate: true });
		const listed = async (person: Person) =>
			(await person.request(`${place.path}/channels/__data.json`)).text().then((text) => text.includes(channel));
		const opens = async (person: Person) => (await person.request(`${place.path}/channels/${channel}`)).status === 200;
		expect([await listed(ada), await listed(linus), await opens(linus)]).toEqual([true, false, false]);

		const [me] = await ask<{ id: string }>(
			`select users.id from users join identities on identities.user_id = users.id
				join auth_user on auth_user.id = identities.provider_id where auth_user.email = ?`,
			linus.email
		);
		for (const [grantee, expected] of [
			['role:moderator', false],
			['role:guest', true],
			[`user:${me!.id}`, true]
		]) {
			await ask('delete from channel_grants where channel_id = ?', channel);
			await ask('insert into channel_grants values (?, ?)', channel, grantee);
			expect([grantee, await listed(linus), await opens(linus)]).toEqual([grantee, expected, expected]);
		}
	});
});

test('a server that was deleted is gone for its owner too', async () => {
	const gone = await newServer(ada);
	const spot = { server: gone.id, channel: gone.channelId };
	await ask('update communities set deleted_at = utc_timestamp() where id = ?', gone.id);
	const none = { server: unreal(gone.id), channel: unreal(gone.channelId) };
	for (const asked of everything) await expectNoDifference(ada, asked, spot, none);
});

test('a read-only channel is read by guests and written by the owner', async () => {
	const channel = await newChannel({ isReadOnly: true });
	const path = `${place.path}/channels/${channel}`;
	const write = (person: Person) => person.submit(`${path}?/send`, { body: 'News.' });
	expect((await write(ada)).status).toBe(303);
	expect((await write(linus)).status).toBe(403);
	const page = await (await linus.open(path)).text();
	expect(page).toContain('News.');
	expect(page).toContain('Only moderators can post here.');
	expect(page).not.toContain('action="?/send"');
	expect(await count('messages where channel_id = ?', channel)).toBe(1);

	// Words from the time when the channel was open stay as they are.
	await ask('update channels set is_read_only = false where id = ?', channel);
	expect((await write(linus)).status).toBe(303);
	await ask('update channels set is_read_only = true where id = ?', channel);
	expect((await linus.submit(`${path}?/edit`, { seq: '2', body: 'Changed.' })).status).toBe(403);
	expect(await count('messages where channel_id = ? and body = ?', channel, 'Changed.')).toBe(0);
});
