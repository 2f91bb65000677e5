import { SvelteMap } from 'svelte/reactivity';
import type { Message } from './message';
import type { Posted } from './post';
import { reactionsWith, type ShownReaction, type Wish } from './reactions';

/** A wish the server has granted is shown until the message itself has come to that change; `rev` says which one it is. */
type Pending = Wish & { seq: number; rev?: number };

/** How long a granted wish is remembered at most, in milliseconds. */
const KEPT = 10_000;

/** Reactions somebody gave or took back that are on their way. Shown at once; what fails is as it was before. */
export class Wishes {
	readonly #pending = new SvelteMap<string, Pending>();
	readonly #posting = new Set<string>();

	constructor(
		private readonly post: (seq: number, wish: Wish) => Promise<Posted>,
		private readonly failed: (wish: Wish, problem: string) => void
	) {}

	/** The reactions to a message, as this person wants them. */
	shown(message: Message, viewerName: string): ShownReaction[] {
		const ours = [...this.#pending.values()].filter(
			({ seq, rev }) => seq === message.seq && (rev === undefined || rev > message.rev)
		);
		return reactionsWith(message, ours, viewerName);
	}

	/** One at a time of each kind, and the last word counts. */
	async make(seq: number, wish: Wish): Promise<void> {
		const key = `${seq} ${wish.emoji}`;
		this.#pending.set(key, { ...wish, seq });
		if (this.#posting.has(key)) return;
		this.#posting.add(key);
		for (let isDone = false; !isDone;) {
			const asked = this.#pending.get(key)!;
			const answer = await this.post(seq, asked);
			const isLast = this.#pending.get(key) === asked;
			if (!('message' in answer)) {
				this.#pending.delete(key);
				if (isLast) this.failed(asked, answer.problem);
				isDone = true;
			} else if (isLast) {
				this.#settle(key, { ...asked, rev: answer.message.rev });
				isDone = true;
			}
		}
		this.#posting.delete(key);
	}

	#settle(key: string, granted: Pending): void {
		this.#pending.set(key, granted);
		setTimeout(() => this.#pending.get(key) === granted && this.#pending.delete(key), KEPT);
	}
}
