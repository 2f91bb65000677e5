/** More than this many lines within a moment are not read out one by one. */
const BURST = 5;
/** How long a line counts as just said, in milliseconds. */
const MOMENT = 3000;

/** What screen readers are told of a log: each line of others once, as it comes, and of many at once only how many. */
export class News {
	/** From this line on the log is read out; whatever else is put into it is history. */
	from = $state(Infinity);
	/** Said instead of the lines of a burst. */
	summary = $state('');
	#count = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	heard(seqs: number[]): void {
		if (seqs.length === 0) return;
		this.#count += seqs.length;
		if (this.#count > BURST) {
			this.from = Infinity;
			this.summary = `${this.#count} new messages`;
		} else this.from = Math.min(this.from, ...seqs);
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.quiet(), MOMENT);
	}

	/** From now on everything that is loaded is history. */
	quiet(): void {
		clearTimeout(this.#timer);
		this.from = Infinity;
		this.summary = '';
		this.#count = 0;
	}
}
