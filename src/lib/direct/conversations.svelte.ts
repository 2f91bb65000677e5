import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';
import type { Conversation, Preview } from './conversation';

const isNewer = (one: Preview, other: Preview) => one.seq > other.seq || (one.seq === other.seq && one.rev > other.rev);

/** The viewer's direct conversations, the latest first: what was loaded, and what was heard since, whichever is newer. */
export class Conversations {
	#loaded = $state.raw<Conversation[]>([]);
	#heard = new SvelteMap<string, Preview>();

	/** `ask` is called when one is heard of that is not in the list: it is to be loaded anew. */
	constructor(private readonly ask: () => void = () => undefined) {}

	readonly list: Conversation[] = $derived.by(() =>
		this.#loaded
			.map((one) => {
				const heard = this.#heard.get(one.channelId);
				return heard && isNewer(heard, one.preview) ? { ...one, preview: heard } : one;
			})
			.sort((a, b) => b.preview.at.localeCompare(a.preview.at))
	);

	begin(list: Conversation[]): void {
		this.#loaded = list;
	}

	hear(frame: ServerFrame): void {
		if (frame.type !== 'channel.advanced' || frame.communityId !== null) return;
		const { channelId, preview } = frame;
		const known = this.#heard.get(channelId);
		if (preview && (!known || isNewer(preview, known))) this.#heard.set(channelId, preview);
		if (!this.#loaded.some((one) => one.channelId === channelId)) this.ask();
	}
}
