import { CompiledQuery, type Transaction } from 'kysely';
import type { Head } from '$lib/messages/message';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';

/**
 * SQL that takes the next `lines` lines of a channel (its one parameter), or with none one change of an old line, under the
 * channel's row lock, which is held to commit: so commit order is number order, without holes.
 */
export function advanceBy(lines: number): string {
	const changes = Math.max(lines, 1);
	// One round trip: the new numbers come back as the statement's "insert id", packed into its 64 bits. Assignments are made
	// from left to right, so `last_seq` is the new one where it is packed, and `rev` still the old one.
	return `update channels
		set last_seq = last_seq + ${lines}, rev = rev + ${changes} + 0 * last_insert_id((last_seq << 32) | (rev + ${changes}))
		where id = ? and deleted_at is null`;
}

/** The head as it will be, out of what `advanceBy` answered. */
export function headAfter(affectedRows: number | bigint, insertId: number | bigint | string): Head {
	if (Number(affectedRows) !== 1) refuse('not-found');
	const packed = BigInt(insertId);
	return { seq: Number(packed >> 32n), rev: Number(packed & 0xffff_ffffn) };
}

/** Takes one change of a channel for an old line. */
export async function advance(trx: Transaction<Schema>, channelId: string): Promise<Head> {
	const { numAffectedRows, insertId } = await trx.executeQuery(CompiledQuery.raw(advanceBy(0), [channelId]));
	return headAfter(numAffectedRows ?? 0n, insertId ?? 0n);
}
