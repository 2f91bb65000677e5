import { sql } from 'kysely';
import type { CallLine, Head, Message } from '$lib/messages/message';
import type { Db } from '../db';
import { fileUrl } from '../files/url';
import { withBelongings } from './belongings';

/** Whole messages of one channel, with who wrote them; every reading below adds only which lines. */
function lines(db: Db, channelId: string) {
	return (
		db
			.selectFrom('messages')
			// Lines first, then their authors. In a channel of five million lines the database would begin with the people.
			.modifyFront(sql`straight_join`)
			.innerJoin('users', 'users.id', 'messages.authorId')
			.where('messages.channelId', '=', channelId)
			.select([
				'messages.seq',
				'messages.rev',
				'messages.body',
				'messages.authorId',
				'users.displayName',
				'users.avatarFile',
				'messages.createdAt',
				'messages.editedAt',
				'messages.deletedAt',
				'messages.deletedBy',
				'messages.replyTo',
				'messages.callLine'
			])
	);
}

type Row = Awaited<ReturnType<ReturnType<typeof lines>['execute']>>[number];

const toMessages = (db: Db, channelId: string, rows: Row[]) =>
	withBelongings(
		db,
		channelId,
		rows.map((row) => ({ message: toMessage(row), replyTo: row.deletedAt ? null : row.replyTo }))
	);

const toMessage = (row: Row): Message => ({
	seq: row.seq,
	rev: row.rev,
	body: row.body,
	author: { id: row.authorId, name: row.displayName, avatarUrl: fileUrl(row.avatarFile) },
	createdAt: row.createdAt.toISOString(),
	editedAt: row.editedAt?.toISOString() ?? null,
	deletedAt: row.deletedAt?.toISOString() ?? null,
	deletedBy: row.deletedBy === null ? null : row.deletedBy === row.authorId ? 'author' : 'moderator',
	...(row.callLine && !row.deletedAt && { call: JSON.parse(row.callLine) as CallLine })
});

/** The `limit` messages before line `seq`, oldest first; the newest ones without one. */
export async function messagesBefore(db: Db, channelId: string, limit: number, seq?: number): Promise<Message[]> {
	const rows = await lines(db, channelId)
		.$if(seq !== undefined, (query) => query.where('messages.seq', '<', seq!))
		.orderBy('messages.seq', 'desc')
		.limit(limit)
		.execute();
	return toMessages(db, channelId, rows.reverse());
}

/** The `limit` messages after line `seq`, oldest first. */
export async function messagesAfter(db: Db, channelId: string, limit: number, seq: number): Promise<Message[]> {
	const rows = await lines(db, channelId)
		.where('messages.seq', '>', seq)
		.orderBy('messages.seq')
		.limit(limit)
		.execute();
	return toMessages(db, channelId, rows);
}

/** `limit` messages with line `seq` in their middle. Lines have no holes, so the middle can be reckoned. */
export async function messagesAround(db: Db, channelId: string, limit: number, seq: number): Promise<Message[]> {
	return messagesAfter(db, channelId, limit, Math.max(0, seq - Math.ceil(limit / 2)));
}

/** The messages that changed after `rev`, at most `limit`, oldest line first. */
export async function messagesChangedAfter(db: Db, channelId: string, rev: number, limit: number): Promise<Message[]> {
	const rows = await lines(db, channelId)
		.where('messages.rev', '>', rev)
		.orderBy('messages.rev')
		.limit(limit)
		.execute();
	return toMessages(
		db,
		channelId,
		rows.sort((a, b) => a.seq - b.seq)
	);
}

/** The pinned messages of a channel, the one that was pinned last first. */
export async function pinnedIn(db: Db, channelId: string): Promise<Message[]> {
	const pins = await db
		.selectFrom('pins')
		.where('channelId', '=', channelId)
		.orderBy('pinnedAt', 'desc')
		.orderBy('seq', 'desc')
		.select('seq')
		.execute();
	if (pins.length === 0) return [];
	const places = new Map(pins.map(({ seq }, place) => [seq, place]));
	const rows = await lines(db, channelId)
		.where('messages.seq', 'in', [...places.keys()])
		.execute();
	return toMessages(
		db,
		channelId,
		rows.sort((a, b) => places.get(a.seq)! - places.get(b.seq)!)
	);
}

/** Where lines with these nonces were written, by `authorId nonce`; those that were not are missing. */
export async function placesOf(
	db: Db,
	channelId: string,
	lines: { authorId: string; nonce: string }[]
): Promise<Map<string, Head>> {
	const rows = await db
		.selectFrom('messages')
		.where('channelId', '=', channelId)
		.where(({ or, and, eb }) =>
			or(lines.map(({ authorId, nonce }) => and([eb('authorId', '=', authorId), eb('nonce', '=', nonce)])))
		)
		.select(['seq', 'rev', 'authorId', 'nonce'])
		.execute();
	return new Map(rows.map(({ authorId, nonce, seq, rev }) => [`${authorId} ${nonce}`, { seq, rev }]));
}

/** Which of these lines an author wrote, by the nonces they sent. Only for the author: it is how a browser knows its own. */
export async function noncesOf(
	db: Db,
	channelId: string,
	authorId: string,
	seqs: number[]
): Promise<{ seq: number; nonce: string }[]> {
	if (seqs.length === 0) return [];
	return db
		.selectFrom('messages')
		.where('channelId', '=', channelId)
		.where('seq', 'in', seqs)
		.where('authorId', '=', authorId)
		.select(['seq', 'nonce'])
		.execute();
}

/** One line of a channel. */
export async function messageAt(db: Db, channelId: string, seq: number): Promise<Message | undefined> {
	const row = await lines(db, channelId).where('messages.seq', '=', seq).executeTakeFirst();
	return row && (await toMessages(db, channelId, [row]))[0];
}

/** The line a nonce of this author has become, if it has. */
export async function messageByNonce(
	db: Db,
	channelId: string,
	authorId: string,
	nonce: string
): Promise<Message | undefined> {
	const row = await lines(db, channelId)
		.where('messages.authorId', '=', authorId)
		.where('messages.nonce', '=', nonce)
		.executeTakeFirst();
	return row && (await toMessages(db, channelId, [row]))[0];
}
