import { getContext, setContext } from 'svelte';
import type { Channel } from '../channels/channel';
import type { Person } from '../members/people';

export type NamedChannel = Pick<Channel, 'id' | 'name'>;

/** Whom and what one can name while writing here. */
export type Sources = {
	/** People whose names are at hand. */
	people: () => Person[];
	/** Asks the server for people whose name or handle begins so; left out where everybody is at hand. */
	findPeople?: (words: string, signal: AbortSignal) => Promise<Person[]>;
	/** Several people at once: the word for them and who they are. */
	groups: () => { handle: string; who: string }[];
	channels: () => NamedChannel[];
};

const key = Symbol('what can be named');

/** Says what can be named in all the boxes below: the composer's, and each editor's in the log. */
export const setSources = (sources: Sources): Sources => setContext(key, sources);
/** What can be named here; where nobody has said it, only emoji. */
export const getSources = (): Sources | undefined => getContext<Sources | undefined>(key);
