import { sql } from 'kysely';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { publish } from '../realtime/bus';

/** The viewer has seen the channel up to line `seq`. A mark never moves back, nor past the newest line. */
export async function markRead(access: ChannelAccess, seq: number): Promise<void> {
	const { viewer, channel } = access;
	const lastReadSeq = Math.min(seq, channel.lastSeq);
	await db
		.insertInto('readMarks')
		.values({ userId: viewer.id, channelId: channel.id, lastReadSeq })
		.onDuplicateKeyUpdate({ lastReadSeq: sql`greatest(last_read_seq, values(last_read_seq))` })
		.execute();
	publish(`user:${viewer.id}`, { type: 'read.moved', channelId: channel.id, seq: lastReadSeq });
}
