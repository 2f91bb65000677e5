import { sql } from 'kysely';
import type { Mark } from '$lib/unread/marks';
import type { ChannelAccess } from '../channels/access';
import { visibleChannels } from '../channels/queries';
import type { CommunityAccess } from '../communities/access';
import { db } from '../db';
import { retrying } from '../db/retry';
import { publish } from '../realtime/bus';
import { moveMark } from './moves';
import { callsAfter } from './queries';

/** Told to every window of the viewer. The latest version is true, in whatever order they come. */
function tell(userId: string, mark: Mark): Mark {
	publish(`user:${userId}`, { type: 'read.moved', ...mark });
	return mark;
}

/** The viewer has seen the channel up to line `seq`. This moves a mark only forward, and not past the newest line. */
export async function markRead({ viewer, channel }: ChannelAccess, seq: number): Promise<Mark> {
	const upTo = Math.min(seq, channel.lastSeq);
	return tell(viewer.id, await moveMark(db, viewer.id, channel.id, { to: 'read', seq: upTo }));
}

/** The viewer wants line `seq` and those after it to be unread. This moves a mark only back. */
export async function markUnread(access: ChannelAccess, seq: number): Promise<Mark> {
	const { viewer, channel } = access;
	const mark = await moveMark(db, viewer.id, channel.id, { to: 'back', seq: seq - 1 });
	if (!access.isInCommunity()) return tell(viewer.id, mark);
	// Their windows may know nothing any more of the calls they have passed.
	const calls = await callsAfter(db, viewer.id, { id: channel.id, read: mark.seq, role: access.role });
	return tell(viewer.id, { ...mark, calls });
}

/** Lets a channel keep quiet for the viewer, or not any more. */
export async function mute({ viewer, channel }: ChannelAccess, isMuted: boolean): Promise<Mark> {
	return tell(viewer.id, await moveMark(db, viewer.id, channel.id, { to: 'muted', isMuted }));
}

/** Everything in the community that the viewer sees is read. */
export async function markCommunityRead({ viewer, community }: CommunityAccess): Promise<Mark[]> {
	const marks = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const unread = await visibleChannels(trx, viewer.id)
				.where('channels.communityId', '=', community.id)
				.leftJoin('readMarks', (join) =>
					join.onRef('readMarks.channelId', '=', 'channels.id').on('readMarks.userId', '=', viewer.id)
				)
				.where(sql<boolean>`channels.last_seq > coalesce(read_marks.last_read_seq, 0)`)
				.orderBy('channels.id')
				.select(['channels.id as channelId', 'channels.lastSeq as lastReadSeq'])
				.execute();
			if (unread.length === 0) return [];
			await trx
				.insertInto('readMarks')
				.values(unread.map((one) => ({ ...one, userId: viewer.id, version: 1 })))
				.onDuplicateKeyUpdate({
					version: sql`version + (values(last_read_seq) > last_read_seq)`,
					lastReadSeq: sql`greatest(last_read_seq, values(last_read_seq))`
				})
				.execute();
			return trx
				.selectFrom('readMarks')
				.where('userId', '=', viewer.id)
				.where(
					'channelId',
					'in',
					unread.map(({ channelId }) => channelId)
				)
				.select(['channelId', 'lastReadSeq as seq', 'version', 'isMuted'])
				.execute();
		})
	);
	return marks.map((mark) => tell(viewer.id, { ...mark, isMuted: mark.isMuted === 1 }));
}
