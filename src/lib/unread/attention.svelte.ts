import { untrack } from 'svelte';
import type { Marking, MarkedPlace } from './marking';
import type { Unread } from './unread.svelte';

/** Whoever scrolls past the end has not read it, in milliseconds. */
const MOMENT = 300;

/**
 * One channel that is open in this window: when its end is in view of somebody who looks, that is reading. Once lines were made
 * unread, here or in another window, they stay so until the reader does something about it.
 */
export class Attention {
	#isHeld = $state(false);
	#isVisible = $state(true);
	#movedBack: number;
	/** Up to this line it could not be marked. */
	#refused = $state(0);

	constructor(
		private readonly unread: Unread,
		private readonly marking: Marking,
		private readonly place: MarkedPlace,
		/** The newest line that is loaded, and whether the end of the log is in view. */
		private readonly newest: () => number,
		private readonly isAtEnd: () => boolean
	) {
		this.#movedBack = unread.movedBack(place.id);
	}

	/** To be called while the channel's view is made: watches for as long as it lasts. */
	watch(): void {
		$effect(() => {
			const movedBack = this.unread.movedBack(this.place.id);
			if (movedBack > this.#movedBack) this.#isHeld = untrack(this.isAtEnd);
			this.#movedBack = Math.max(this.#movedBack, movedBack);
		});
		// Back at the end after having left it is an act, standing there is none.
		$effect(() => {
			if (!this.isAtEnd()) this.#release();
		});
		$effect(() => {
			const look = () => {
				this.#isVisible = document.visibilityState === 'visible';
				if (this.#isVisible) this.#release();
			};
			this.#isVisible = document.visibilityState === 'visible';
			document.addEventListener('visibilitychange', look);
			return () => document.removeEventListener('visibilitychange', look);
		});
		$effect(() => {
			const newest = this.newest();
			if (this.#isHeld || !this.#isVisible || !this.isAtEnd() || !this.unread.knows(this.place.id)) return;
			if (newest <= Math.max(this.unread.readTo(this.place.id), this.#refused)) return;
			const moment = setTimeout(() => void this.#read(newest), MOMENT);
			return () => clearTimeout(moment);
		});
	}

	#release(): void {
		[this.#isHeld, this.#refused] = [false, 0];
	}

	async #read(newest: number): Promise<void> {
		if (!(await this.marking.read(this.place, newest))) this.#refused = newest;
	}

	/** Line `seq` and those after it are to be unread, and stay so. */
	unreadFrom(seq: number): Promise<boolean> {
		this.#isHeld = this.isAtEnd();
		return this.marking.unreadFrom(this.place, seq);
	}

	/** The reader wants everything here to be read, or wrote something: whoever answers has read. */
	readNow(to = this.newest()): void {
		this.#release();
		void this.marking.readNow(this.place, to);
	}
}
