import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';

/** Channels with lines their reader has not seen, each with its community. Begun by the server, kept by events. */
export class Unread {
	#channels = new SvelteMap<string, string>();

	/** What the server counted; replaces what was known. */
	begin(channels: { id: string; communityId: string }[]): void {
		const now = new Map(channels.map(({ id, communityId }) => [id, communityId]));
		for (const id of this.#channels.keys()) if (!now.has(id)) this.#channels.delete(id);
		for (const [id, communityId] of now) this.#channels.set(id, communityId);
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'channel.advanced') this.#channels.set(frame.channelId, frame.communityId);
		if (frame.type === 'read.moved') this.#channels.delete(frame.channelId);
	}

	/** Shown as read at once; the server is told by whoever shows it. */
	clear(channelId: string): void {
		this.#channels.delete(channelId);
	}

	has(channelId: string): boolean {
		return this.#channels.has(channelId);
	}

	isIn(communityId: string): boolean {
		return [...this.#channels.values()].includes(communityId);
	}
}

export const [getUnread, setUnread] = createContext<Unread>();
