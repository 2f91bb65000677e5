import { expect, test } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterCommunity, type CommunityAccess } from '../communities/access';
import { db } from '../db';
import { ban, changeRole, kick, leaveCommunity, unban } from './commands';

freshWorld();

// A second one of each rank, so that "an equal" is not "oneself".
const seconds = { admin: '112', moderator: '113', guest: '114' } as const;
const ranks = ['owner', 'admin', 'moderator', 'guest', 'outsider', 'banned'] as const;
type Rank = (typeof ranks)[number];
const actors: Record<Rank, Viewer> = {
	owner: people.ada,
	admin: people.alan,
	moderator: people.grace,
	guest: people.linus,
	outsider: people.mallory,
	banned: people.eve
};
const targets: Record<Rank, string> = {
	owner: people.ada.id,
	...seconds,
	outsider: people.mallory.id,
	banned: people.eve.id
};

async function moreOfEach(): Promise<void> {
	const ids = Object.entries(seconds);
	const createdAt = new Date();
	await db
		.insertInto('users')
		.values(ids.map(([, id]) => ({ id, handle: `u${id}`, displayName: `U${id}`, avatarFile: null, createdAt })))
		.execute();
	await db
		.insertInto('members')
		.values(
			ids.map(([role, userId]) => ({
				communityId: places.observatory,
				userId,
				role: role as keyof typeof seconds,
				nickname: null,
				joinedAt: createdAt
			}))
		)
		.execute();
}

/** Everything these deeds could change. */
const everything = async () => ({
	members: await db.selectFrom('members').selectAll().orderBy('communityId').orderBy('userId').execute(),
	bans: await db.selectFrom('bans').selectAll().execute(),
	entries: await db.selectFrom('auditEntries').selectAll().execute(),
	owners: await db.selectFrom('communities').select(['id', 'ownerId', 'name', 'deletedAt']).orderBy('id').execute()
});

async function statusOf(deed: Promise<unknown>): Promise<number> {
	return deed.then(
		() => 200,
		(error: { status?: number }) => error.status ?? 500
	);
}

type Deed = (access: CommunityAccess, userId: string) => Promise<unknown>;

/** Tries a deed of everybody on everybody, each in a world of its own, and answers what was done: "admin guest". */
async function done(deed: Deed): Promise<string[]> {
	const successes: string[] = [];
	await moreOfEach();
	for (const actor of ranks)
		for (const target of ranks) {
			const before = await everything();
			const status = await statusOf(
				enterCommunity(actors[actor], places.observatory).then((access) => deed(access, targets[target]))
			);
			const after = await everything();
			expect([actor, target, status]).not.toEqual([actor, target, 500]);
			if (status !== 200) {
				expect([actor, target, after]).toEqual([actor, target, before]);
				const isOutside = actor === 'outsider' || actor === 'banned';
				if (isOutside) expect([actor, target, status]).toEqual([actor, target, 404]);
				continue;
			}
			successes.push(`${actor} ${target}`);
			expect(after.entries.length, 'one entry for each deed').toBe(before.entries.length + 1);
			await db.deleteFrom('bans').where('userId', '=', targets[target]).execute();
			await db.deleteFrom('members').where('communityId', '=', places.observatory).execute();
			await db
				.insertInto('members')
				.values(before.members.filter(({ communityId }) => communityId === places.observatory))
				.execute();
		}
	return successes;
}

const below = ['owner admin', 'owner moderator', 'owner guest', 'admin moderator', 'admin guest'];

test('T6: who kicks whom', async () => {
	expect(await done((access, userId) => kick(access, { userId, reason: '' }))).toEqual([...below, 'moderator guest']);
});

test('T6: who bans whom', async () => {
	expect(await done((access, userId) => ban(access, { userId, reason: 'Because.' }))).toEqual([
		...below,
		'moderator guest'
	]);
});

// What somebody is already is no change, and is not written down.
test.each([
	['admin', ['owner moderator', 'owner guest']],
	['moderator', ['owner admin', 'owner guest', 'admin guest']],
	['guest', ['owner admin', 'owner moderator', 'admin moderator']]
] as const)('T7: who makes whom %s', async (role, expected) => {
	const changed: Deed = async (access, userId) => {
		const before = await everything();
		await changeRole(access, { userId, role });
		const entries = await db.selectFrom('auditEntries').selectAll().execute();
		if (entries.length === before.entries.length) {
			expect(await everything()).toEqual(before);
			throw Object.assign(new Error('nothing to change'), { status: 204 });
		}
	};
	expect(await done(changed)).toEqual(expected);
});

test('nobody acts on themselves', async () => {
	for (const viewer of [people.ada, people.alan, people.grace, people.linus]) {
		const access = await enterCommunity(viewer, places.observatory);
		const before = await everything();
		for (const role of ['admin', 'moderator', 'guest'] as const)
			expect(await statusOf(changeRole(access, { userId: viewer.id, role }))).toBe(403);
		expect(await statusOf(kick(access, { userId: viewer.id, reason: '' }))).toBe(403);
		expect(await statusOf(ban(access, { userId: viewer.id, reason: '' }))).toBe(403);
		expect(await everything()).toEqual(before);
	}
});

test('the ban is lifted by admins and above, once', async () => {
	const lift = async (viewer: Viewer, userId = people.eve.id) =>
		statusOf(enterCommunity(viewer, places.observatory).then((access) => unban(access, userId)));
	expect(await lift(people.grace)).toBe(403);
	expect(await lift(people.linus)).toBe(403);
	expect(await lift(people.mallory)).toBe(404);
	expect(await lift(people.eve)).toBe(404);
	expect(await lift(people.alan, people.linus.id), 'who is not banned').toBe(404);
	expect(await lift(people.alan, '999'), 'nobody').toBe(404);
	expect((await everything()).entries).toEqual([]);
	expect(await Promise.all([lift(people.alan), lift(people.ada)]).then((all) => all.sort())).toEqual([200, 404]);
	expect((await everything()).entries).toMatchObject([{ action: 'member.unbanned', targetName: 'Eve' }]);
	expect((await everything()).bans).toEqual([]);
});

test('what somebody was when they knocked does not count, but what they are when it is done', async () => {
	const [alan, grace] = await Promise.all([
		enterCommunity(people.alan, places.observatory),
		enterCommunity(people.grace, places.observatory)
	]);
	const ada = await enterCommunity(people.ada, places.observatory);
	await changeRole(ada, { userId: people.alan.id, role: 'guest' });
	await kick(ada, { userId: people.grace.id, reason: '' });
	const before = await everything();
	expect(await statusOf(changeRole(alan, { userId: people.linus.id, role: 'moderator' }))).toBe(403);
	expect(await statusOf(kick(alan, { userId: people.linus.id, reason: '' }))).toBe(403);
	expect(await statusOf(kick(grace, { userId: people.linus.id, reason: '' }))).toBe(404);
	expect(await statusOf(unban(alan, people.eve.id))).toBe(403);
	expect(await statusOf(leaveCommunity(grace))).toBe(404);
	expect(await everything()).toEqual(before);
});

test('everybody may leave but the owner, and it is nobody else’s deed', async () => {
	const leave = async (viewer: Viewer) =>
		statusOf(enterCommunity(viewer, places.observatory).then((access) => leaveCommunity(access)));
	expect(await leave(people.ada)).toBe(403);
	for (const viewer of [people.alan, people.grace, people.linus]) expect(await leave(viewer)).toBe(200);
	expect(await leave(people.linus)).toBe(404);
	const { members, entries } = await everything();
	const here = members.filter(({ communityId }) => communityId === places.observatory);
	expect(here.map(({ userId }) => userId)).toEqual([people.ada.id]);
	expect(entries).toEqual([]);
});
