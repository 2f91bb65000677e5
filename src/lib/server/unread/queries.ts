import type { UnreadChannel } from '$lib/unread/unread.svelte';
import type { Db } from '../db';
import { directChannels, visibleChannels } from '../channels/queries';

/** The channels a person sees that have lines behind their read mark. Two numbers are compared; no message is counted. */
export async function unreadChannels(db: Db, userId: string): Promise<UnreadChannel[]> {
	const [rows, direct] = await Promise.all([
		visibleChannels(db, userId)
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', userId)
			)
			.where(({ eb, fn }) => eb('channels.lastSeq', '>', fn.coalesce('readMarks.lastReadSeq', eb.lit(0))))
			.select(['channels.id', 'channels.communityId', 'channels.lastSeq', 'readMarks.lastReadSeq'])
			.execute(),
		directChannels(db, [userId])
			.leftJoin('readMarks', (join) =>
				join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', userId)
			)
			.where(({ eb, fn }) => eb('channels.lastSeq', '>', fn.coalesce('readMarks.lastReadSeq', eb.lit(0))))
			.select(['channels.id', 'channels.communityId', 'channels.lastSeq', 'readMarks.lastReadSeq'])
			.execute()
	]);
	return [...rows, ...direct].map(({ id, communityId, lastSeq, lastReadSeq }) => ({
		...{ id, communityId, lastSeq },
		read: lastReadSeq ?? 0
	}));
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
