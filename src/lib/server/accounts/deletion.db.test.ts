import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { DELETED_NAME } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { auditPage } from '../audit/queries';
import { identify } from '../auth';
import { signUpLocally } from '../auth/local';
import { enterChannel } from '../channels/access';
import { enterCommunity } from '../communities/access';
import { createCommunity } from '../communities/commands';
import { transferOwnership } from '../communities/ownership';
import { db } from '../db';
import { enterDirect } from '../direct/access';
import { createInvite, joinByInvite } from '../invites/commands';
import { communityToJoin } from '../invites/queries';
import { changeRole, kick, leaveCommunity } from '../members/commands';
import { membersPage, profileOf } from '../members/queries';
import { postMessage } from '../messages/commands';
import { messagesBefore } from '../messages/queries';
import { deleteAccount } from './deletion';
import { editProfile } from './editing';

freshWorld();

const { ada, grace } = people;
const NAME = 'Hedwig Kiesler';
const EMAIL = 'hedy.secret@example.org';
const HANDLE = 'hedwig.kiesler';
let hedy: { id: string; handle: string; name: string; avatarUrl: null };
let cookie: string;

/** Hedy has an account and a profile, is in Observatory, and talks with Grace. */
beforeEach(async () => {
	const made = await signUpLocally({ name: NAME, email: EMAIL, password: 'correct horse' }, new Headers());
	cookie = made.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
	const visit = await identify(new Headers({ cookie }));
	const { id } = visit!.viewer;
	hedy = { id, handle: HANDLE, name: NAME, avatarUrl: null };
	const about = { pronouns: 'she/her', status: 'Hopping frequencies', about: 'Actress and inventor' };
	await editProfile(hedy, { name: NAME, handle: HANDLE, ...about });
	await joinByInvite(
		hedy,
		await createInvite(await enterCommunity(ada, places.observatory), { lifetime: 0, maxUses: 0 })
	);
	await talk('401', hedy, grace);
});

const end = async () => deleteAccount(hedy, 'decided-first');

/** Every row of every table, as text. */
async function everything(): Promise<string> {
	const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
		where table_schema = database()`.execute(db);
	const all: unknown[] = [];
	for (const { name } of rows) all.push(name, (await sql`select * from ${sql.table(name)}`.execute(db)).rows);
	return JSON.stringify(all);
}
const traces = async () => {
	const text = (await everything()).toLowerCase();
	const words = [EMAIL, HANDLE, NAME, 'she/her', 'frequencies', 'inventor'];
	return words.filter((word) => text.includes(word.toLowerCase()));
};

test('T83: no table keeps a copy of name, handle, address or profile, and what they wrote stays', async () => {
	const lobby = await enterChannel(hedy, places.lobby);
	await postMessage(lobby, { body: 'What I said stays' });
	await postMessage(await enterChannel(hedy, '401'), { body: 'Between us' });
	await postMessage(await enterChannel(ada, places.lobby), { body: 'An answer', replyTo: 1 });
	const admin = await enterCommunity(ada, places.observatory);
	await changeRole(admin, { userId: hedy.id, role: 'moderator' });
	expect(await traces()).not.toEqual([]);
	await end();
	expect(await traces()).toEqual([]);
	const said = await messagesBefore(db, places.lobby, 10);
	expect(said.map(({ body, author }) => [body, author.name])).toContainEqual(['What I said stays', DELETED_NAME]);
	const between = await enterDirect(grace, hedy.id);
	expect([between.isGone, between.mayWrite, between.person.name]).toEqual([true, false, DELETED_NAME]);
	expect((await messagesBefore(db, '401', 10)).map(({ body }) => body)).toEqual(['Between us']);
	expect((await membersPage(db, places.observatory)).members.map(({ id }) => id)).not.toContain(hedy.id);
	expect(await profileOf(db, places.observatory, hedy.id, ada.id)).toMatchObject({ name: DELETED_NAME, isGone: true });
});

test('T55, P40: their windows end with 4401 before anything else is heard there; the others are told', async () => {
	const hers = listenerTo(`user:${hedy.id}`, `community:${places.observatory}`, `channel:${places.lobby}`);
	const theirs = listenerTo(`user:${grace.id}`, `community:${places.observatory}`);
	await end();
	await postMessage(await enterChannel(ada, places.lobby), { body: 'After' });
	expect([hers.closed, hers.heard]).toEqual([[closeCodes.signedOut], []]);
	expect(theirs.types()).toEqual(expect.arrayContaining(['person.changed', 'member.left', 'direct.changed']));
	expect(JSON.stringify(theirs.heard)).not.toContain(NAME);
	theirs.stop();
});

test('the session opens nothing any more and makes no new profile; handle and address are free again', async () => {
	const before = await db.selectFrom('users').select('id').execute();
	await end();
	expect(await identify(new Headers({ cookie }))).toBeNull();
	expect(await db.selectFrom('users').select('id').execute()).toHaveLength(before.length);
	const again = await signUpLocally({ name: 'New', email: EMAIL, password: 'another horse' }, new Headers());
	expect(again.identity).not.toBeNull();
	await editProfile(grace, { name: 'Grace', handle: HANDLE, pronouns: '', status: '', about: '' });
});

test('P40: whoever owns a server gives it away or deletes it first; nothing happened', async () => {
	await createCommunity(hedy, { name: 'Spread Spectrum', iconFile: null });
	await expect(end()).rejects.toMatchObject({ field: 'servers' });
	expect(await identify(new Headers({ cookie }))).not.toBeNull();
	expect((await membersPage(db, places.observatory)).members.map(({ id }) => id)).toContain(hedy.id);
});

test('being made an owner and deleting the account at the same moment: never a server without an owner', async () => {
	const giving = transferOwnership(await enterCommunity(ada, places.observatory), hedy.id);
	const [given, ended] = await Promise.allSettled([giving, end()]);
	expect([given.status, ended.status].sort()).toEqual(['fulfilled', 'rejected']);
	const owner = await db
		.selectFrom('communities')
		.innerJoin('users', 'users.id', 'communities.ownerId')
		.where('communities.id', '=', places.observatory)
		.select('users.deletedAt')
		.executeTakeFirstOrThrow();
	expect(owner.deletedAt).toBeNull();
});

describe('P40: where nobody can be asked', () => {
	const { observatory } = places;
	const standing = async (communityId = observatory) => {
		const columns = ['communities.ownerId', 'communities.deletedAt'] as const;
		const found = await db.selectFrom('communities').where('id', '=', communityId).select(columns).executeTakeFirst();
		const owners = await db
			.selectFrom('members')
			.where('communityId', '=', communityId)
			.where('role', '=', 'owner')
			.select('userId')
			.execute();
		return { ownerId: found!.ownerId, isThere: !found!.deletedAt, owners: owners.map(({ userId }) => userId) };
	};

	test('a server goes to the highest role, then the next, and ends with the last', async () => {
		await kick(await enterCommunity(ada, observatory), { userId: hedy.id, reason: '' });
		const { alan, linus } = people;
		for (const [gone, heir] of [
			[ada, alan],
			[alan, grace],
			[grace, linus]
		] as const) {
			await deleteAccount(gone, 'passed-on');
			expect(await standing()).toEqual({ ownerId: heir.id, isThere: true, owners: [heir.id] });
			expect((await enterCommunity(heir, observatory)).role).toBe('owner');
		}
		const code = await createInvite(await enterCommunity(linus, observatory), { lifetime: 0, maxUses: 0 });
		await deleteAccount(linus, 'passed-on');
		expect(await standing()).toMatchObject({ isThere: false, owners: [] });
		expect(await communityToJoin(db, code, people.mallory.id)).toBeUndefined();
		expect((await standing(places.elsewhere)).isThere, 'of others').toBe(true);
	});

	test('of two of one role it goes to who has been there longest, and is told to everybody in it and nobody else', async () => {
		const access = await enterCommunity(ada, observatory);
		for (const who of [grace, hedy]) await changeRole(access, { userId: who.id, role: 'admin' });
		const since = (userId: string, joinedAt: Date) =>
			db.updateTable('members').set({ joinedAt }).where('userId', '=', userId).execute();
		await since(grace.id, new Date('2020-01-02'));
		await since(hedy.id, new Date('2020-01-01'));
		await since(people.linus.id, new Date('2019-01-01'));
		const [theirs, outside] = [listenerTo(`community:${observatory}`), listenerTo(`community:${places.elsewhere}`)];
		const heir = listenerTo(`user:${hedy.id}`, `community:${observatory}`);
		let refreshed = 0;
		Object.assign(heir.listener, { refresh: async () => void (refreshed += 1) });
		await deleteAccount(ada, 'passed-on');
		const told = theirs.heard.filter(({ type }) => type.startsWith('member.'));
		expect(told).toEqual([
			{ type: 'member.left', communityId: observatory, userId: ada.id },
			{ type: 'member.changed', communityId: observatory, member: { ...hedy, role: 'owner' } }
		]);
		expect([refreshed, outside.heard]).toEqual([1, []]);
		const { entries } = await auditPage(db, observatory, { action: 'community.transferred' });
		expect(entries).toMatchObject([
			{ actor: { name: DELETED_NAME }, targetName: NAME, detail: 'The owner’s account was deleted' }
		]);
		for (const one of [theirs, outside, heir]) one.stop();
	});

	test('nothing of them is kept, and a repeat does nothing', async () => {
		await createCommunity(hedy, { name: 'Spread Spectrum', iconFile: null });
		const twice = [deleteAccount(hedy, 'passed-on'), deleteAccount(hedy, 'passed-on')];
		await Promise.all(twice);
		expect(await traces()).toEqual([]);
		expect(await identify(new Headers({ cookie }))).toBeNull();
	});

	test('owner and heir who end in the same moment leave it to somebody who is there', async () => {
		await Promise.all([ada, people.alan].map((who) => deleteAccount(who, 'passed-on')));
		expect(await standing()).toEqual({ ownerId: grace.id, isThere: true, owners: [grace.id] });
	});

	test('whoever leaves while it passes to them is not made the owner', async () => {
		const { alan } = people;
		const leaving = leaveCommunity(await enterCommunity(alan, observatory));
		const [, left] = await Promise.allSettled([deleteAccount(ada, 'passed-on'), leaving]);
		const heir = left.status === 'fulfilled' ? grace : alan;
		expect(await standing()).toEqual({ ownerId: heir.id, isThere: true, owners: [heir.id] });
	});
});

test('joining, making a server and changing the profile lose against the deletion', async () => {
	const code = await createInvite(await enterCommunity(people.mallory, places.elsewhere), { lifetime: 0, maxUses: 0 });
	await end();
	await expect(joinByInvite(hedy, code)).rejects.toMatchObject({ status: 401 });
	await expect(createCommunity(hedy, { name: 'Late', iconFile: null })).rejects.toMatchObject({ status: 401 });
	const late = { name: NAME, handle: HANDLE, pronouns: '', status: '', about: '' };
	await expect(editProfile(hedy, late)).rejects.toMatchObject({ status: 401 });
	await end();
	expect(await traces()).toEqual([]);
});

test('T83: sends that race with the deletion leave no name behind', async () => {
	const lobby = await enterChannel(hedy, places.lobby);
	const sends = Array.from({ length: 30 }, (_, line) => postMessage(lobby, { body: `Line ${line}` }));
	const [, ...answers] = await Promise.allSettled([end(), ...sends]);
	const written = answers.filter(({ status }) => status === 'fulfilled').length;
	const lines = await messagesBefore(db, places.lobby, 50);
	expect(lines).toHaveLength(written);
	expect(new Set(lines.map(({ author }) => author.name))).toEqual(new Set([DELETED_NAME]));
	expect(await traces()).toEqual([]);
});

test('their invites work no more, and the log keeps what was done to them without the name', async () => {
	const admin = await enterCommunity(ada, places.observatory);
	await changeRole(admin, { userId: hedy.id, role: 'moderator' });
	const code = await createInvite(await enterCommunity(hedy, places.observatory), { lifetime: 0, maxUses: 0 });
	await kick(admin, { userId: hedy.id, reason: 'Off topic' });
	await end();
	expect(await communityToJoin(db, code, people.linus.id)).toBeUndefined();
	const entries = await db.selectFrom('auditEntries').where('targetId', '=', hedy.id).selectAll().execute();
	expect(entries.map(({ action, targetName }) => [action, targetName])).toEqual([
		['member.role-changed', DELETED_NAME],
		['member.kicked', DELETED_NAME]
	]);
	await expect(sql`update audit_entries set target_name = 'Nobody'`.execute(db)).rejects.toThrow('for ever');
	await expect(
		sql`update audit_entries set target_name = 'Deleted person', reason = 'None'`.execute(db)
	).rejects.toThrow('for ever');
});
