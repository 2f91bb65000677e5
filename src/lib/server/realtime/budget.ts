/** So many at once, so many a second in the long run. */
export class Budget {
	#left: number;
	#at = performance.now();

	constructor(
		private readonly burst: number,
		private readonly perSecond: number
	) {
		this.#left = burst;
	}

	/** Takes one if there is one. */
	spend(now = performance.now()): boolean {
		this.#left = Math.min(this.burst, this.#left + ((now - this.#at) / 1000) * this.perSecond);
		this.#at = now;
		if (this.#left < 1) return false;
		this.#left -= 1;
		return true;
	}
}
