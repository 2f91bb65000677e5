/** Where a message stands among all that can be found, newest first. Strictly behind `END` is everything. */
export type Position = { at: number; channelId: string; seq: number };

const LAST_ID = '18446744073709551615';
export const END: Position = { at: 8.64e15, channelId: LAST_ID, seq: 2 ** 32 - 1 };

/** Behind everything of that millisecond and later. */
export const beforeMoment = (at: number): Position => ({ at, channelId: '0', seq: 0 });
/** Behind everything later, in front of everything of that millisecond. */
export const fromMoment = (at: number): Position => ({ at, channelId: LAST_ID, seq: 2 ** 32 - 1 });

const byId = (a: string, b: string) => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);

/** Newest first: the one order of all pages, with no two messages in one place. */
export const newestFirst = (a: Position, b: Position) => b.at - a.at || byId(b.channelId, a.channelId) || b.seq - a.seq;

export const isBehind = (one: Position, other: Position) => newestFirst(other, one) < 0;

/** The position as it stands in an address. */
export const written = ({ at, channelId, seq }: Position) => `${at}-${channelId}-${seq}`;

/** Reads it back; null for anything that is none. */
export function positionIn(text: string | null): Position | null {
	const found = /^(\d{1,15})-(\d{1,20})-(\d{1,10})$/.exec(text ?? '');
	return found && { at: Number(found[1]), channelId: found[2]!, seq: Number(found[3]) };
}
