import type { FileKind } from '../uploads/file';
import type { Piece } from './marks';

/** A message that was searched for, as much of it as a result shows. */
export type Found = {
	channelId: string;
	/** Where it was said: a channel of a server, or the conversation with somebody. */
	place: { channelName: string; communityId: string; communityName: string } | { person: { id: string; name: string } };
	seq: number;
	author: { id: string; name: string; avatarUrl: string | null };
	createdAt: string;
	pieces: Piece[];
	/** What else it brought. */
	files: { name: string; kind: FileKind }[];
};

/** One page of results, newest first. `older` is where the next one begins; null when this is the last. */
export type FoundPage = {
	found: Found[];
	older: string | null;
	/** The search stopped because it had looked at enough, not because the page is full. */
	isCutShort: boolean;
};

/** What a search page shows: what was asked, what is wrong with it, and a page of results; none before anything is asked. */
export type SearchPage = { words: string; problems: string[]; results: FoundPage | null; isFirst: boolean };
