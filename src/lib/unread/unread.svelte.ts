import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';

/** `communityId` is null for a direct conversation. */
type Marks = { communityId: string | null; newest: number; read: number };
export type UnreadChannel = { id: string; communityId: string | null; lastSeq: number; read?: number };

/** How far channels have gone and how far they were read. Begun by the server, kept by events, in whatever order they come. */
export class Unread {
	#channels = new SvelteMap<string, Marks>();

	/** What the server counted; replaces what was known, but not what was read here since. */
	begin(channels: UnreadChannel[]): void {
		const now = new Set(channels.map(({ id }) => id));
		for (const [id, marks] of this.#channels) if (!now.has(id)) this.#set(id, { ...marks, read: marks.newest });
		for (const { id, communityId, lastSeq, read = 0 } of channels)
			this.#set(id, { communityId, newest: lastSeq, read: Math.max(this.#channels.get(id)?.read ?? 0, read) });
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'channel.advanced') {
			const { channelId, communityId, seq } = frame;
			const { newest = 0, read = 0 } = this.#channels.get(channelId) ?? {};
			this.#set(channelId, { communityId, newest: Math.max(newest, seq), read });
		}
		if (frame.type === 'read.moved') this.read(frame.channelId, frame.seq);
	}

	/** A channel was told anew. Lines up to `known` are no news: that far it was known to go when the page was loaded. */
	learn({ id, communityId, lastSeq }: UnreadChannel, known: number): void {
		const marks = this.#channels.get(id);
		if (!marks && lastSeq <= known) return;
		this.#set(id, { communityId, newest: Math.max(marks?.newest ?? 0, lastSeq), read: marks?.read ?? known });
	}

	/** Read up to line `seq`: shown so at once; the server is told by whoever shows it. */
	read(channelId: string, seq: number): void {
		const { communityId = null, newest = 0, read = 0 } = this.#channels.get(channelId) ?? {};
		this.#set(channelId, { communityId, newest, read: Math.max(read, seq) });
	}

	/** Up to which line the channel was read, as far as it is known here. */
	readTo(channelId: string): number {
		return this.#channels.get(channelId)?.read ?? 0;
	}

	has(channelId: string): boolean {
		const marks = this.#channels.get(channelId);
		return !!marks && marks.newest > marks.read;
	}

	/** What is to be shown of a channel. */
	marks(channelId: string): { unread: number; mentions: number; isMuted: boolean } {
		const { communityId, newest, read } = this.#channels.get(channelId) ?? { communityId: '', newest: 0, read: 0 };
		const unread = Math.max(0, newest - read);
		return { unread, mentions: communityId === null ? unread : 0, isMuted: false };
	}

	/** What is unread in a community, or with null in direct conversations. */
	in(communityId: string | null): { isUnread: boolean; mentions: number } {
		const ids = [...this.#channels].flatMap(([id, marks]) => (marks.communityId === communityId ? [id] : []));
		return {
			isUnread: ids.some((id) => this.has(id)),
			mentions: ids.reduce((sum, id) => sum + this.marks(id).mentions, 0)
		};
	}

	isIn(communityId: string): boolean {
		return [...this.#channels].some(([id, marks]) => marks.communityId === communityId && this.has(id));
	}

	#set(channelId: string, marks: Marks): void {
		this.#channels.set(channelId, marks);
	}
}

export const [getUnread, setUnread] = createContext<Unread>();
