import { sql, type RawBuilder } from 'kysely';
import type { Wide } from '$lib/messages/message';
import type { Role } from '$lib/permissions';
import { CALLS_LIMIT, type CallsAsOf, type UnreadChannel } from '$lib/unread/marks';
import { directChannels, headOf, visibleChannels } from '../channels/queries';
import type { Db } from '../db';

/** By which word, besides their handle and `@everyone`, somebody with this role is called. */
const groups: Partial<Record<Role, Wide>> = { owner: 'owner', admin: 'admins', moderator: 'moderators' };

/** A channel of a community, how far a person has read it, and what they are there. */
type Place = { id: string; read: number; role: Role };

/** Every channel a person sees, with their mark. */
async function markedChannels(db: Db, userId: string) {
	const columns = ['channels.id', 'channels.communityId', 'channels.lastSeq', 'channels.rev'] as const;
	const mark = ['readMarks.lastReadSeq', 'readMarks.version', 'readMarks.isMuted'] as const;
	const [inCommunities, direct] = await Promise.all([
		visibleChannels(db, userId)
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', userId)
			)
			.select([...columns, ...mark, 'members.role'])
			.execute(),
		directChannels(db, [userId])
			.clearSelect()
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', userId)
			)
			.select([...columns, ...mark])
			.execute()
	]);
	return [...inCommunities, ...direct.map((row) => ({ ...row, role: null }))].map(
		({ lastReadSeq, version, ...row }) => ({
			...row,
			read: lastReadSeq ?? 0,
			version: version ?? 0
		})
	);
}

/** SQL for the unread lines of one channel that call somebody: two short stretches of keys, whatever was said before. */
function callsIn(userId: string, { id, read, role }: Place): RawBuilder<unknown>[] {
	const whom = ['everyone', groups[role]].filter((one) => one !== undefined);
	// eslint-disable-next-line no-restricted-syntax -- a number of our own
	const newest = sql`order by seq desc limit ${sql.lit(CALLS_LIMIT)}`;
	return [
		sql`(select channel_id, seq from mentions
			where user_id = ${userId} and channel_id = ${id} and seq > ${read} and is_quiet = 0 ${newest})`,
		// A line may call somebody as one of everyone and as one of a group.
		sql`(select distinct channel_id, seq from wide_mentions
			where channel_id = ${id} and seq > ${read} and is_quiet = 0 and whom in (${sql.join(whom)}) ${newest})`
	];
}

/** The unread lines of these channels that call a person: by name, with everyone, or with all of their role. */
async function callsBehind(db: Db, userId: string, places: Place[]): Promise<Map<string, number[]>> {
	const found = new Map<string, number[]>();
	if (places.length === 0) return found;
	const all = sql.join(
		places.flatMap((place) => callsIn(userId, place)),
		sql` union all `
	);
	const { rows } = await sql<{ channelId: string; seq: number }>`${all}`.execute(db);
	for (const { channelId, seq } of rows) found.set(channelId, [...(found.get(channelId) ?? []), seq]);
	for (const [id, seqs] of found) found.set(id, [...new Set(seqs)].sort((a, b) => b - a).slice(0, CALLS_LIMIT)); // the newest ones
	return found;
}

/**
 * Where a person stands in every channel they see. Unread lines are never counted: the browser subtracts. Channels in which
 * nothing was ever written or marked are left out.
 */
export async function unreadChannels(db: Db, userId: string): Promise<UnreadChannel[]> {
	const rows = await markedChannels(db, userId);
	// Asked after the marks: a call that comes in between is told by its change as well, which is newer than `rev`.
	const unread = rows.flatMap(({ id, read, lastSeq, role }) => (role && lastSeq > read ? [{ id, read, role }] : []));
	const calls = await callsBehind(db, userId, unread);
	return rows
		.filter(({ lastSeq, version }) => lastSeq > 0 || version > 0)
		.map(({ id, communityId, lastSeq, rev, read, version, isMuted }) => ({
			...{ id, communityId, lastSeq, rev, read, version },
			...(isMuted === 1 && { isMuted: true as const }),
			...(calls.has(id) && { calls: calls.get(id)! })
		}));
}

/** The lines behind line `read` of a channel that call a person with this role, as of now. */
export async function callsAfter(db: Db, userId: string, place: Place): Promise<CallsAsOf> {
	const { rev } = await headOf(db, place.id);
	return { rev, seqs: (await callsBehind(db, userId, [place])).get(place.id) ?? [], role: place.role };
}

/** Up to which line a person has read a channel, and when the line behind it was written, if there is one. */
export async function readMarkOf(
	db: Db,
	userId: string,
	channelId: string
): Promise<{ readSeq: number; unreadSince: string | null }> {
	const mark = await db
		.selectFrom('readMarks')
		.where('userId', '=', userId)
		.where('channelId', '=', channelId)
		.select('lastReadSeq')
		.executeTakeFirst();
	const readSeq = mark?.lastReadSeq ?? 0;
	const next = await db
		.selectFrom('messages')
		.where('channelId', '=', channelId)
		.where('seq', '=', readSeq + 1)
		.select('createdAt')
		.executeTakeFirst();
	return { readSeq, unreadSince: next?.createdAt.toISOString() ?? null };
}

/** The channels somebody does not want to hear of, by name; a direct one is named after the other person, and has no community. */
export async function mutedChannels(
	db: Db,
	userId: string
): Promise<{ id: string; name: string; communityId: string | null; userId: string | null }[]> {
	const inCommunities = await visibleChannels(db, userId)
		.innerJoin('readMarks', (join) =>
			join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', userId)
		)
		.where('readMarks.isMuted', '=', true as never)
		.orderBy('channels.communityId')
		.orderBy('channels.name')
		.select(['channels.id', 'channels.name', 'channels.communityId'])
		.execute();
	const direct = await db
		.selectFrom('participants as mine')
		.innerJoin('readMarks', (join) =>
			join.onRef('readMarks.channelId', '=', 'mine.channelId').onRef('readMarks.userId', '=', 'mine.userId')
		)
		.innerJoin('participants as theirs', 'theirs.channelId', 'mine.channelId')
		.innerJoin('users', 'users.id', 'theirs.userId')
		.where('mine.userId', '=', userId)
		.where('theirs.userId', '<>', userId)
		.where('readMarks.isMuted', '=', true as never)
		.orderBy('users.displayName')
		.select(['mine.channelId as id', 'users.displayName as name', 'users.id as userId'])
		.execute();
	return [
		...inCommunities.map((channel) => ({ ...channel, userId: null })),
		...direct.map((one) => ({ ...one, communityId: null }))
	];
}
