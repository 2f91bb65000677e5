import { CompiledQuery } from 'kysely';
import type { Mark } from '$lib/unread/marks';
import type { Db } from '../db';

type Move = { to: 'read' | 'back'; seq: number } | { to: 'muted'; isMuted: boolean };

const PACKED = (version: string, isMuted: string, seq: string) =>
	`0 * last_insert_id((${version} << 33) | (${isMuted} << 32) | ${seq})`;

/** SQL for what the row becomes; its one parameter is the line, or whether it is muted. */
const changed = {
	read: { seq: 'greatest(last_read_seq, ?)', isMuted: 'is_muted' },
	back: { seq: 'least(last_read_seq, ?)', isMuted: 'is_muted' },
	muted: { seq: 'last_read_seq', isMuted: '?' }
};

/**
 * Moves a person's mark, or leaves it where it is, and answers how it stands then. One round trip, as this is asked with
 * almost every line that is read: the mark comes back packed into the statement's "insert id".
 */
export async function moveMark(db: Db, userId: string, channelId: string, move: Move): Promise<Mark> {
	const { seq, isMuted } = changed[move.to];
	const value = move.to === 'muted' ? Number(move.isMuted) : move.seq;
	// A mark that is not there yet cannot move back.
	const first = { seq: move.to === 'read' ? value : 0, isMuted: move.to === 'muted' ? value : 0 };
	// Assignments are made from left to right: where it is packed the row is as it will be.
	const { insertId } = await db.executeQuery(
		// eslint-disable-next-line no-restricted-syntax -- words of our own; every value is a parameter
		CompiledQuery.raw(
			`insert into read_marks (user_id, channel_id, last_read_seq, version, is_muted)
			values (?, ?, ?, 1, ? + ${PACKED('1', '?', '?')})
			on duplicate key update
				version = version + (${seq} <> last_read_seq or ${isMuted} <> is_muted),
				last_read_seq = ${seq},
				is_muted = ${isMuted} + ${PACKED('version', isMuted, 'last_read_seq')}`,
			[
				...[userId, channelId, first.seq, first.isMuted, first.isMuted, first.seq],
				...(move.to === 'muted' ? [value, value, value] : [value, value])
			]
		)
	);
	const packed = insertId ?? 0n;
	return {
		channelId,
		seq: Number(packed & 0xffff_ffffn),
		version: Number(packed >> 33n),
		isMuted: ((packed >> 32n) & 1n) === 1n
	};
}
