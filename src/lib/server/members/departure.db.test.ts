import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { createChannel } from '../channels/commands';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { createInvite, joinByInvite } from '../invites/commands';
import { postMessage } from '../messages/commands';
import { messagesBefore } from '../messages/queries';
import { listeners } from '../realtime/hub';
import { unreadChannels } from '../unread/queries';
import { ban, changeRole, kick, leaveCommunity, unban } from './commands';

freshWorld();

const community = `community:${places.observatory}`;
const roomsOf = (channelId: string) => [`channel:${channelId}`, `head:${channelId}`];
const enter = () => enterCommunity(people.ada, places.observatory);
const invite = async () => createInvite(await enter(), { lifetime: 0, maxUses: 0 });

/** Linus in two windows, as his sockets hear, and Ada in one. */
function windows() {
	const his = () => listenerTo(`user:${people.linus.id}`, community, ...roomsOf(places.lobby), ...roomsOf(places.news));
	const [first, second] = [his(), his()];
	const ada = listenerTo(`user:${people.ada.id}`, community, ...roomsOf(places.lobby));
	return { first, second, ada, stop: () => [first, second, ada].forEach((listener) => listener.stop()) };
}

const ways = {
	kicked: async () => kick(await enter(), { userId: people.linus.id, reason: 'Off topic' }),
	banned: async () => ban(await enter(), { userId: people.linus.id, reason: 'Off topic' }),
	left: async () => leaveCommunity(await enterCommunity(people.linus, places.observatory))
};

test.each(Object.entries(ways))('T9: who was %s is told why, then hears nothing, in any window', async (why, part) => {
	const { first, second, ada, stop } = windows();
	await part();
	for (let line = 0; line < 20; line++)
		await postMessage(await enterChannel(people.ada, places.lobby), { body: `Line ${line}` });
	const reason = why === 'left' ? '' : 'Off topic';
	const farewell = { type: 'community.left', communityId: places.observatory, name: 'Observatory', why, reason };
	expect([first.heard, second.heard]).toEqual([[farewell], [farewell]]);
	expect(ada.heard[0]).toEqual({ type: 'member.left', communityId: places.observatory, userId: people.linus.id });
	expect(ada.types().filter((type) => type === 'message.created')).toHaveLength(20);
	expect(JSON.stringify(ada.heard), 'the reason is for Linus').not.toContain('Off topic');
	expect([...first.listener.topics]).toEqual([`user:${people.linus.id}`]);
	stop();
});

test('a removal that is refused makes nobody deaf', async () => {
	const { first, ada, stop } = windows();
	const before = new Set(ada.listener.topics);
	const access = await enter();
	const linus = await enterCommunity(people.linus, places.observatory);
	const grace = await enterCommunity(people.grace, places.observatory);
	const deeds = [
		() => kick(linus, { userId: people.ada.id, reason: '' }),
		() => ban(grace, { userId: people.ada.id, reason: '' }),
		() => changeRole(grace, { userId: people.ada.id, role: 'guest' }),
		() => leaveCommunity(access)
	];
	for (const deed of deeds) {
		await expect(deed()).rejects.toMatchObject({ status: 403 });
		// This listener never listens again by itself: what it lost it would still miss.
		expect(ada.listener.topics).toEqual(before);
	}
	expect(first.heard).toEqual([]);
	stop();
});

test('P8: messages, read marks and names outlive a membership, and come back with it', async () => {
	const unread = async () => {
		const channels = await unreadChannels(db, people.linus.id);
		return channels.filter(({ lastSeq, read }) => lastSeq > read).map(({ id }) => id);
	};
	await postMessage(await enterChannel(people.linus, places.lobby), { body: 'I was here' });
	const code = await invite();
	await ways.left();
	await postMessage(await enterChannel(people.ada, places.lobby), { body: 'He left' });
	expect((await messagesBefore(db, places.lobby, 10)).map(({ author }) => author.name)).toEqual(['Linus', 'Ada']);
	expect(await unread()).toEqual([]);

	await joinByInvite(people.linus, code);
	expect(await unread(), 'what was said meanwhile is no news').toEqual([]);
	await postMessage(await enterChannel(people.ada, places.lobby), { body: 'Welcome back' });
	expect(await unread()).toEqual([places.lobby]);
	expect((await enterCommunity(people.linus, places.observatory)).role).toBe('guest');
});

test('a private channel that named somebody does not know them when they come back', async () => {
	const grant = (userId: string) => ({ channelId: places.staff, grantee: `user:${userId}` });
	await db
		.insertInto('channelGrants')
		.values([grant(people.linus.id), grant(people.grace.id), { ...grant(people.linus.id), channelId: places.away }])
		.execute();
	await enterChannel(people.linus, places.staff);
	const flags = { kind: 'text', topic: '', categoryId: '251', isPrivate: true, isReadOnly: false } as const;
	const named = { name: 'night-shift', moderators: false, people: [people.linus.id], handles: [] };
	const made = await createChannel(await enter(), { ...flags, ...named });
	await enterChannel(people.linus, made.id);
	const code = await invite();
	await ways.kicked();
	await joinByInvite(people.linus, code);
	for (const channelId of [places.staff, made.id])
		await expect(enterChannel(people.linus, channelId)).rejects.toMatchObject({ status: 404 });
	const left = await db.selectFrom('channelGrants').where('grantee', 'like', 'user:%').selectAll().execute();
	expect(left, 'others, and other places, keep theirs').toEqual([
		grant(people.grace.id),
		{ ...grant(people.linus.id), channelId: places.away }
	]);
});

test('T16: no invite lets the banned in, nor those who were banned while they joined, until the ban is lifted', async () => {
	const [mine, theirs] = [
		await invite(),
		await createInvite(await enterCommunity(people.linus, places.observatory), { lifetime: 0, maxUses: 0 })
	];
	await ways.banned();
	for (const code of [mine, theirs])
		await expect(joinByInvite(people.linus, code)).rejects.toMatchObject({ status: 404 });
	await unban(await enter(), people.linus.id);
	await joinByInvite(people.linus, theirs);
	expect((await enterCommunity(people.linus, places.observatory)).role).toBe('guest');
});

test('T16: joining and being banned at once: never banned and inside', async () => {
	const code = await invite();
	const access = await enter();
	let bans = 0;
	for (let round = 0; round < 40; round++) {
		const [, banned] = await Promise.allSettled([
			joinByInvite(people.mallory, code),
			(async () => {
				// Bans can only meet members: try until one does, or the joining is over.
				for (let tries = 0; tries < 30; tries++) {
					const done = await ban(access, { userId: people.mallory.id, reason: '' }).then(
						() => true,
						() => false
					);
					if (done) return true;
				}
				return false;
			})(),
			joinByInvite(people.mallory, code),
			joinByInvite(people.mallory, code)
		]);
		const isIn = await db
			.selectFrom('members')
			.where('communityId', '=', places.observatory)
			.where('userId', '=', people.mallory.id)
			.select('userId')
			.executeTakeFirst();
		const isBanned = await db
			.selectFrom('bans')
			.where('communityId', '=', places.observatory)
			.where('userId', '=', people.mallory.id)
			.select('userId')
			.executeTakeFirst();
		expect(!!isIn && !!isBanned, `round ${round}`).toBe(false);
		if (banned.status === 'fulfilled' && banned.value) bans += 1;
		if (isBanned) await unban(access, people.mallory.id);
		if (isIn) await leaveCommunity(await enterCommunity(people.mallory, places.observatory));
	}
	expect(bans, 'bans that met somebody').toBeGreaterThan(0);
});

test('a role that is taken away takes its private channels along, deaf first; one that is given opens them', async () => {
	const member = { id: people.grace.id, name: 'Grace', handle: 'grace', avatarUrl: null };
	const grace = listenerTo(`user:${people.grace.id}`, community, ...roomsOf(places.staff), ...roomsOf(places.lobby));
	const outsider = listenerTo(`user:${people.mallory.id}`, `community:${places.elsewhere}`);
	let refreshed = 0;
	Object.assign(grace.listener, { refresh: async () => void (refreshed += 1) });
	await changeRole(await enter(), { userId: people.grace.id, role: 'guest' });
	await postMessage(await enterChannel(people.ada, places.staff), { body: 'Not for Grace' });
	expect(grace.heard).toEqual([
		{ type: 'member.changed', communityId: places.observatory, member: { ...member, role: 'guest' } }
	]);
	expect(listeners(`channel:${places.staff}`)).not.toContain(grace.listener);
	expect(listeners(`channel:${places.lobby}`)).toContain(grace.listener);
	await changeRole(await enter(), { userId: people.grace.id, role: 'admin' });
	expect(grace.heard.at(-1)).toMatchObject({ member: { role: 'admin' } });
	expect(refreshed, 'hearing was decided anew each time').toBe(2);
	await enterChannel(people.grace, places.staff);
	expect(outsider.heard).toEqual([]);
	grace.stop();
	outsider.stop();
});
