import { createHmac, randomUUID } from 'node:crypto';
import type { Viewer } from '$lib/accounts/account';
import { config } from '$lib/server/config';
import { db } from '$lib/server/db';
import { migrate } from '$lib/server/db/migrate';

/** Somebody with an account, signed in: what they are here, and the cookie of their browser. */
export type Person = { viewer: Viewer; cookie: string };

const now = new Date();
const nextWeek = new Date(now.getTime() + 7 * 24 * 3600 * 1000);
export const inParts = async (rows: number, insert: (from: number, to: number) => Promise<unknown>) => {
	for (let from = 0; from < rows; from += 500) await insert(from, Math.min(rows, from + 500));
};

function cookieOf(token: string): string {
	const signature = createHmac('sha256', config().authSecret).update(token).digest('base64');
	return `chatsphere.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
}

/** The rows that signing up and signing in leave behind, written directly: a real sign-up takes its time on purpose. */
export async function signIn(viewers: Viewer[]): Promise<Person[]> {
	const logins = viewers.map((viewer) => ({ viewer, account: `account-${viewer.id}`, token: randomUUID() }));
	await inParts(logins.length, async (from, to) => {
		const some = logins.slice(from, to);
		const profile = ({ viewer: { id, handle, name } }: (typeof some)[number]) => ({ id, handle, displayName: name });
		const users = some.map((login) => ({ ...profile(login), avatarFile: null, createdAt: now }));
		await db.insertInto('users').values(users).execute();
		const times = { createdAt: now, updatedAt: now };
		const accounts = some.map(({ viewer: { name, id }, account }) => ({
			...{ id: account, name, email: `${id}@example.org`, emailVerified: false, image: null },
			...times
		}));
		await db.insertInto('authUser').values(accounts).execute();
		const sessions = some.map(({ account, token }) => ({
			...{ id: `login-${account}`, token, userId: account, expiresAt: nextWeek, ipAddress: null, userAgent: null },
			...times
		}));
		await db.insertInto('authSession').values(sessions).execute();
		const identities = some.map(({ viewer, account }) => ({
			...{ provider: 'local', providerId: account, userId: viewer.id }
		}));
		await db.insertInto('identities').values(identities).execute();
	});
	return logins.map(({ viewer, token }) => ({ viewer, cookie: cookieOf(token) }));
}

/** Two communities with five channels each, and so many people who are in both and signed in. */
export async function settle(count: number): Promise<{ people: Person[]; channelIds: string[] }> {
	await migrate(db);
	const viewers = Array.from({ length: count }, (_, index) => {
		const id = String(1001 + index);
		return { id, handle: `person${id}`, name: 'Mara Okafor', avatarUrl: null };
	});
	const people = await signIn(viewers);
	const communityIds = ['201', '202'];
	const communities = communityIds.map((id) => ({ id, name: `Community ${id}`, iconFile: null, ownerId: '1001' }));
	await db
		.insertInto('communities')
		.values(communities.map((row) => ({ ...row, createdAt: now })))
		.execute();
	for (const communityId of communityIds)
		await inParts(count, (from, to) => {
			const guests = viewers.slice(from, to).map(({ id }) => ({ communityId, userId: id, role: 'guest' as const }));
			const rows = guests.map((guest) => ({ ...guest, nickname: null, joinedAt: now }));
			return db.insertInto('members').values(rows).execute();
		});
	const channels = Array.from({ length: 10 }, (_, index) => ({
		id: String(301 + index),
		communityId: communityIds[index % 2]!,
		categoryId: null,
		kind: 'text' as const,
		name: `channel-${index}`,
		createdAt: now
	}));
	await db.insertInto('channels').values(channels).execute();
	return { people, channelIds: channels.map(({ id }) => id) };
}
