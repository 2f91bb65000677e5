import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, inject } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { db } from '$lib/server/db';
import { endLease } from '$lib/server/db/id';
import { endLane } from '$lib/server/db/lane';
import { migrate } from '$lib/server/db/migrate';
import { pairKey } from '$lib/server/direct/pair';
import { sql } from 'kysely';

const someone = (id: string, name: string): Viewer => ({ id, name, handle: name.toLowerCase(), avatarUrl: null });

/** Ada owns Observatory, Alan runs it, Grace moderates, Linus is a guest; Mallory is an outsider, Eve was banned. */
export const people = {
	ada: someone('101', 'Ada'),
	alan: someone('102', 'Alan'),
	grace: someone('103', 'Grace'),
	linus: someone('104', 'Linus'),
	mallory: someone('105', 'Mallory'),
	eve: someone('106', 'Eve')
};

/** #lobby is general, #staff private (moderators, and Linus by name when a test says so), #news read-only. */
export const places = { observatory: '201', elsewhere: '202', lobby: '301', staff: '302', news: '303', away: '304' };

const now = () => new Date();

async function populate(): Promise<void> {
	await db
		.insertInto('users')
		.values(
			Object.values(people).map(({ id, handle, name }) => ({
				id,
				handle,
				displayName: name,
				avatarFile: null,
				createdAt: now()
			}))
		)
		.execute();
	await db
		.insertInto('communities')
		.values([
			{ id: places.observatory, name: 'Observatory', iconFile: null, ownerId: people.ada.id, createdAt: now() },
			{ id: places.elsewhere, name: 'Elsewhere', iconFile: null, ownerId: people.mallory.id, createdAt: now() }
		])
		.execute();
	const member = (communityId: string, { id }: Viewer, role: 'owner' | 'admin' | 'moderator' | 'guest') => ({
		communityId,
		userId: id,
		role,
		nickname: null,
		joinedAt: now()
	});
	await db
		.insertInto('members')
		.values([
			member(places.observatory, people.ada, 'owner'),
			member(places.observatory, people.alan, 'admin'),
			member(places.observatory, people.grace, 'moderator'),
			member(places.observatory, people.linus, 'guest'),
			member(places.elsewhere, people.mallory, 'owner')
		])
		.execute();
	await db
		.insertInto('bans')
		.values({
			communityId: places.observatory,
			userId: people.eve.id,
			reason: null,
			byId: people.ada.id,
			createdAt: now()
		})
		.execute();
	await db
		.insertInto('categories')
		.values([
			{ id: '251', communityId: places.observatory, name: 'Text', position: 0 },
			{ id: '252', communityId: places.elsewhere, name: 'Text', position: 0 }
		])
		.execute();
	const channel = (
		id: string,
		name: string,
		flags: { isGeneral?: boolean; isPrivate?: boolean; isReadOnly?: boolean }
	) => ({
		id,
		communityId: id === places.away ? places.elsewhere : places.observatory,
		categoryId: id === places.away ? '252' : '251',
		kind: 'text' as const,
		name,
		createdAt: now(),
		...flags
	});
	await db
		.insertInto('channels')
		.values(channel(places.lobby, 'lobby', { isGeneral: true }))
		.execute();
	await db
		.insertInto('channels')
		.values(channel(places.staff, 'staff', { isPrivate: true }))
		.execute();
	await db
		.insertInto('channels')
		.values(channel(places.news, 'news', { isReadOnly: true }))
		.execute();
	await db
		.insertInto('channels')
		.values(channel(places.away, 'away', { isGeneral: true }))
		.execute();
	await db.insertInto('channelGrants').values({ channelId: places.staff, grantee: 'role:moderator' }).execute();
}

/** A conversation of these two, with nothing said yet. */
export async function talk(id: string, one: Viewer, other: Viewer): Promise<string> {
	const pair = pairKey(one.id, other.id);
	await db
		.insertInto('channels')
		.values({ id, communityId: null, categoryId: null, kind: 'direct', name: '', createdAt: now(), pairKey: pair })
		.execute();
	await db
		.insertInto('participants')
		.values([one, other].map(({ id: userId }) => ({ userId, channelId: id })))
		.execute();
	return id;
}

async function clear(): Promise<void> {
	await db.connection().execute(async (one) => {
		const tables = await sql<{ name: string }>`select table_name as name from information_schema.tables
			where table_schema = database() and table_name not like 'kysely%'`.execute(one);
		await sql`set foreign_key_checks = 0`.execute(one);
		for (const { name } of tables.rows) {
			// Audit entries refuse to be deleted one by one; the other tables are emptied faster that way.
			const empty = name === 'audit_entries' ? sql`truncate` : sql`delete from`;
			await sql`${empty} ${sql.table(name)}`.execute(one);
		}
		await sql`set foreign_key_checks = 1`.execute(one);
	});
}

/** Gives this test file a migrated database of its own, with the same small world before each test. */
export function freshWorld(): void {
	let name: string;
	const onServer = async (statement: string) => {
		const connection = await createConnection(inject('databaseUrl'));
		await connection.query(statement);
		await connection.end();
	};
	beforeAll(async () => {
		name = `chatsphere_w${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
		await onServer(`create database ${name}`);
		process.env.DATABASE_URL = new URL(name, inject('databaseUrl')).href;
		process.env.AUTH_SECRET = 'a secret only for tests, of enough length';
		await migrate(db);
	});
	beforeEach(async () => {
		await clear();
		await populate();
	});
	afterAll(async () => {
		await endLease();
		await endLane();
		await db.destroy();
		await onServer(`drop database ${name}`);
	});
}
