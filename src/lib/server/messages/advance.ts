import { sql, type Transaction } from 'kysely';
import type { Head } from '$lib/messages/message';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';

/**
 * Takes the channel's next `lines` lines, or with none one change of an old line, under its row lock, which is held to commit:
 * so commit order is number order, without holes. Answers the head as it will be.
 */
export async function advance(trx: Transaction<Schema>, channelId: string, lines: number): Promise<Head> {
	const changes = Math.max(lines, 1);
	// One round trip: the new numbers come back as the statement's "insert id", packed into its 64 bits. Assignments are made
	// from left to right, so `last_seq` is the new one where it is packed, and `rev` still the old one.
	const { insertId, numAffectedRows } = await sql`update channels
		set last_seq = last_seq + ${lines}, rev = rev + ${changes} + 0 * last_insert_id((last_seq << 32) | (rev + ${changes}))
		where id = ${channelId} and deleted_at is null`.execute(trx);
	if (numAffectedRows !== 1n || insertId === undefined) refuse('not-found');
	return { seq: Number(insertId >> 32n), rev: Number(insertId & 0xffff_ffffn) };
}
