import { CompiledQuery, type Transaction } from 'kysely';
import type { Head } from '$lib/messages/message';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';

/**
 * SQL that takes the next `lines` lines of a channel (its one parameter), or with none one change of an old line, under the
 * channel's row lock, which is held to commit: so commit order is number order, without holes. A deleted channel gives 0.
 */
export function advanceBy(lines: number): string {
	const changes = Math.max(lines, 1);
	// One round trip: the new numbers come back as the statement's "insert id", packed into its 64 bits. Assignments are made
	// from left to right, so `last_seq` is the new one where it is packed, and `rev` still the old one.
	return `update channels
		set last_seq = last_seq + if(deleted_at is null, ${lines}, 0),
			rev = rev + if(deleted_at is null, ${changes}, 0)
				+ 0 * last_insert_id(if(deleted_at is null, (last_seq << 32) | (rev + ${changes}), 0))
		where id = ?`;
}

/**
 * SQL for `seq` and `rev` of the line that is so many before the last one taken, for the next statement of the same trip.
 * Taking one too much first makes the zero of a deleted channel an error, so nothing is written there.
 */
export function numbersBehind(lines: number): string {
	return `${lineBehind(lines)}, (last_insert_id() & 0xffffffff) - ${lines + 1} + 1`;
}

/** The same for its `seq` alone. */
export function lineBehind(lines: number): string {
	return `(last_insert_id() >> 32) - ${lines + 1} + 1`;
}

/** Whether that error came: the channel is not there any more. */
export function isNowhere(error: unknown): boolean {
	return (error as { code?: string }).code === 'ER_DATA_OUT_OF_RANGE';
}

/** The head as it will be, out of what `advanceBy` answered. */
export function headAfter(insertId: number | bigint | string): Head {
	const packed = BigInt(insertId);
	if (packed === 0n) refuse('not-found');
	return { seq: Number(packed >> 32n), rev: Number(packed & 0xffff_ffffn) };
}

/** Takes one change of a channel for an old line. */
export async function advance(trx: Transaction<Schema>, channelId: string): Promise<Head> {
	// eslint-disable-next-line no-restricted-syntax -- a text of ours; the channel is its parameter
	const { insertId } = await trx.executeQuery(CompiledQuery.raw(advanceBy(0), [channelId]));
	return headAfter(insertId ?? 0n);
}
