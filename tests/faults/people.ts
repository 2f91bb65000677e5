import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Database } from './database';

/** Somebody with an account and an open session. */
export type Person = { id: string; name: string; cookie: string };

const WEEK = 7 * 24 * 3600 * 1000;
let made = 0;

/**
 * Writes people with open sessions straight into the tables, as better-auth would have: signing up takes 300 ms on purpose, and
 * only 300 may do so in an hour.
 */
export async function makePeople(database: Database, secret: string, count: number): Promise<Person[]> {
	if (count === 0) return [];
	const now = new Date();
	const until = new Date(now.getTime() + WEEK);
	const fresh = Array.from({ length: count }, () => {
		const [number, account, token] = [++made, randomUUID(), randomBytes(24).toString('hex')];
		const signature = createHmac('sha256', secret).update(token).digest('base64');
		const cookie = `chatsphere.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
		return { id: String(1000 + number), name: `Person ${number}`, cookie, account, token };
	});
	const insert = (into: string, row: (person: (typeof fresh)[number]) => unknown[]) =>
		database.ask(`insert into ${into} values ?`, [fresh.map(row)]);
	await insert('auth_user (id, name, email, email_verified, created_at, updated_at)', ({ account, id, name }) => [
		...[account, name, `person${id}@example.org`, false, now, now]
	]);
	await insert('auth_session (id, token, user_id, expires_at, created_at, updated_at)', ({ account, token }) => [
		...[randomUUID(), token, account, until, now, now]
	]);
	await insert('users (id, handle, display_name, created_at)', ({ id, name }) => [id, `person${id}`, name, now]);
	await insert('identities (provider, provider_id, user_id)', ({ account, id }) => ['local', account, id]);
	return fresh.map(({ id, name, cookie }) => ({ id, name, cookie }));
}

/** Lets people in without an invite. */
export async function admit(database: Database, communityId: string, people: Person[]): Promise<void> {
	const rows = people.map(({ id }) => [communityId, id, 'guest', new Date()]);
	await database.ask('insert into members (community_id, user_id, role, joined_at) values ?', [rows]);
}
