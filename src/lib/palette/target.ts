import type { Channel } from '../channels/channel';
import type { Person } from '../members/people';

/** A channel that can be jumped to, in whatever server it is. */
export type ChannelTarget = Pick<Channel, 'id' | 'communityId' | 'name' | 'kind' | 'isPrivate' | 'isReadOnly'> & {
	communityName: string;
};

/** What the server knows of channels and people: what fits some words or, without words, what is nearest. */
export type Targets = { channels: ChannelTarget[]; people: Person[] };

/** Longer words lead nowhere. */
export const WORDS_LIMIT = 100;

/** Asks the server where these words may lead. */
export async function targetsFor(words: string, signal: AbortSignal): Promise<Targets> {
	const address = `/api/jump?${new URLSearchParams({ q: words.slice(0, WORDS_LIMIT) })}`;
	const answer = await fetch(address, { signal, headers: { accept: 'application/json' } });
	return answer.ok ? ((await answer.json()) as Targets) : { channels: [], people: [] };
}
