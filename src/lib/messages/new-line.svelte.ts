import type { Feed } from './feed.svelte';
import type { Message } from './message';

/** Up to which line somebody has read when they come, and when the one behind it was written, if that is known. */
export type Mark = { readSeq: number; unreadSince: string | null };

/** Where the "new" line of a channel stands: before the first line of others that its reader has not seen. */
export class NewLine {
	#from = $state<number>();
	/** When the first new line was written. */
	since = $state<string | null>(null);
	/** It is further up, and was not in view yet. */
	isMissed = $state(false);
	#wasSeen = false;
	/** The reader has seen everything up to this line. */
	seenTo: number;

	/** The line it stands before; null when it is not among those loaded. */
	readonly seq = $derived.by(() => {
		const [oldest] = this.feed.messages;
		if (this.#from === undefined || !oldest || oldest.seq > this.#from) return null;
		return this.feed.messages.find(({ seq, author }) => seq >= this.#from! && author.id !== this.viewerId)?.seq ?? null;
	});
	readonly count = $derived.by(() => (this.#from === undefined ? 0 : this.feed.head - this.#from + 1));

	constructor(
		private readonly feed: Feed,
		private readonly viewerId: string,
		mark: Mark
	) {
		this.seenTo = mark.readSeq;
		if (mark.readSeq < feed.head) this.#set(mark.readSeq + 1, mark.unreadSince);
	}

	/** The first new line, where one can go. */
	get from(): number | undefined {
		return this.seq ?? this.#from;
	}

	/** Lines came that nobody looked at. A line that was not reached yet stays where it is. */
	arrived(messages: Message[]): void {
		if (this.#from !== undefined && this.#from > this.seenTo) return;
		const [first] = messages;
		this.#set(first?.seq ?? this.seenTo + 1, first?.createdAt ?? null);
	}

	/** Looks at what is on the screen. */
	look(log: HTMLElement): void {
		const line = log.querySelector('[role=separator]')?.getBoundingClientRect();
		const view = log.getBoundingClientRect();
		if (line && line.bottom > view.top && line.top < view.bottom) this.#wasSeen = true;
		const isAbove = line ? line.bottom <= view.top : (this.#from ?? Infinity) < (this.feed.messages[0]?.seq ?? 0);
		this.isMissed = isAbove && !this.#wasSeen;
	}

	/** The viewer wants everything from this line on to be new. */
	put(from: number, since: string | null): void {
		this.#set(from, since);
	}

	clear(): void {
		this.#from = undefined;
		this.isMissed = false;
	}

	#set(from: number, since: string | null): void {
		this.#from = from;
		this.since = since;
		this.#wasSeen = false;
	}
}
