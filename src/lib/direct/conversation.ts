import type { Person } from '../members/people';

/** The newest line of a direct conversation, as the list shows it; no words when it was deleted. `seq` and `rev` say which of two is newer. */
export type Preview = { seq: number; rev: number; authorId: string; excerpt: string; at: string };

/** One conversation of the list. */
export type Conversation = {
	channelId: string;
	person: Person;
	preview: Preview;
	/** Whether the two are in a server together: then it is told how the other one is. */
	isNear: boolean;
};

/** Conversations the list shows; older ones are found by the person's name. */
export const LIST_LIMIT = 200;
/** People a search for somebody to write to answers. */
export const PEOPLE_LIMIT = 20;
