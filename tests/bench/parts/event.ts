import type { ServerFrame } from '$lib/realtime/protocol';

/** Every event of the benchmarks is longer, and nothing else that is said to their clients. */
export const EVENT_LEAST = 200;
const WHOLE = 350;

/** Microseconds of a clock that all processes of a machine share. */
export const microseconds = () => Number(process.hrtime.bigint() / 1000n);

/** Where a client finds when an event was sent: sixteen digits behind this character. */
export const SENT_AT = '~';

/** A real event, 350 bytes long as JSON, that carries when it was sent. */
export function eventOf(channelId: string, line: number, sentAt = 0): ServerFrame {
	const event = (body: string) => ({
		type: 'message.created' as const,
		channelId,
		rev: line,
		nonce: '3f0c6c1e-8f5e-4a55-9d86-0d7c2b1f4a11',
		message: {
			seq: line,
			rev: line,
			body,
			author: { id: '1001', name: 'Mara Okafor', avatarUrl: null },
			createdAt: '2026-11-22T16:00:00.000Z',
			editedAt: null,
			deletedAt: null,
			deletedBy: null
		}
	});
	const stamp = `${SENT_AT}${String(sentAt).padStart(16, '0')} `;
	return event(stamp.padEnd(WHOLE - emptyLength(line), 'a word to fill it '));
	function emptyLength(of: number): number {
		return (empty ??= JSON.stringify(event('')).length - 2 * String(of).length) + 2 * String(of).length;
	}
}
let empty: number | undefined;
