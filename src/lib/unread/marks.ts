import type { Role } from '../permissions';

/** The lines that call the viewer, as of the channel's change `rev` and by their `role`; of very many the newest. */
export type CallsAsOf = { rev: number; seqs: number[]; role: Role };

/** Where a person stands in a channel they see; `version` counts the moves of the mark. What is seldom is left out. */
export type UnreadChannel = {
	id: string;
	/** Null for a direct conversation. */
	communityId: string | null;
	lastSeq: number;
	rev: number;
	read: number;
	version: number;
	isMuted?: true;
	/** Unread lines that call the person. */
	calls?: number[];
};

/** A mark after it was moved. One that moved back tells which of the lines behind it call the viewer. */
export type Mark = { channelId: string; seq: number; version: number; isMuted: boolean; calls?: CallsAsOf };

/** What a list shows of a channel: its unread lines, how many of them want the viewer, and whether it keeps quiet. */
export type ShownMarks = { unread: number; mentions: number; isMuted: boolean };

/** More mentions than this are not told apart. */
const MOST_SHOWN = 99;
/** Lines that call somebody, loaded at most for one channel. */
export const CALLS_LIMIT = 100;

/** A count as a badge shows it. */
export const badgeOf = (count: number) => (count > MOST_SHOWN ? `${MOST_SHOWN}+` : String(count));

/** The same in words. */
export const mentionsIn = (count: number) => `${badgeOf(count)} ${count === 1 ? 'mention' : 'mentions'}`;

/** Marks in words: 3 mentions, 12 unread. */
export function wordsOf({ unread, mentions, isMuted }: ShownMarks): string[] {
	return [
		...(isMuted ? ['muted'] : []),
		...(mentions > 0 ? [mentionsIn(mentions)] : []),
		...(unread > 0 && !isMuted ? [`${unread} unread`] : [])
	];
}

/** A number that changes with everything that can change what is unread, so that two can be told apart without the rest. */
export const stampOf = (channels: { rev: number; version: number | null }[]) =>
	channels.reduce((sum, { rev, version }) => sum + rev + (version ?? 0), 0);
