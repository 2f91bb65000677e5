import { tick } from 'svelte';
import type { Feed } from './feed.svelte';
import type { Message } from './message';
import { WINDOW, type Side } from './message-cache';
import { NewLine, type Mark } from './new-line.svelte';
import { News } from './news.svelte';
import type { Place } from './places';

/** Scrolled less than this from the end, the log follows new messages, in pixels. */
const NEAR = 80;
/** Scrolled further up than this, there is a button that leads back, in heights of the view. */
const FAR = 2;

/** How one person reads a channel: what is in view, what came meanwhile, and where to jump. */
export class Reading {
	/** The newest line is in view. */
	isAtEnd = $state(false);
	isFarUp = $state(false);
	/** Lines that came while the reader was further up. */
	unseen = $state(0);
	/** Lines are on their way that are no news. */
	isLoading = $state(false);
	readonly news = new News();
	readonly newLine: NewLine;
	log: HTMLElement | undefined;
	#takeHold: ((log: HTMLElement) => (() => void) | undefined) | undefined;
	#release: (() => void) | undefined;

	constructor(
		readonly feed: Feed,
		private readonly viewerId: string,
		mark: Mark,
		private readonly place?: Place
	) {
		this.newLine = new NewLine(feed, viewerId, mark);
		this.isAtEnd = !feed.query.hasNextPage;
	}

	/** The log is there: it opens where it was left, at the first new line, or at its end. */
	begin(log: HTMLElement): () => void {
		this.log = log;
		if (this.place) this.put(this.place.seq, this.place.offset);
		else if (this.newLine.seq !== null) this.put(this.newLine.seq);
		this.scrolled();
		if (!CSS.supports('overflow-anchor', 'auto'))
			void import('./hold-still').then(({ hold }) => (this.#takeHold = hold));
		this.feed.onarrived = (messages) => this.#arrived(messages);
		return () => {
			this.feed.onarrived = undefined;
			this.news.quiet();
		};
	}

	/** Before lines come and go, and after: for browsers that do not hold the view by themselves. */
	hold(): void {
		if (this.log) this.#release = this.#takeHold?.(this.log);
	}

	release(): void {
		this.#release?.();
	}

	/** The log grows from its end, so distance from there is the scroll position, and it is never positive. */
	scrolled(): void {
		const log = this.log;
		if (!log) return;
		const { hasNextPage } = this.feed.query;
		// At the very end browsers follow what comes, elsewhere they hold the view; only the true end is to be followed.
		if (hasNextPage && log.scrollTop > -1) log.scrollTop = -1;
		const up = -log.scrollTop;
		this.isAtEnd = up < NEAR && !hasNextPage;
		this.isFarUp = hasNextPage || up > FAR * log.clientHeight;
		this.feed.farSide = 2 * up < log.scrollHeight - log.clientHeight ? 'earlier' : 'later';
		if (this.isAtEnd) this.unseen = 0;
		this.newLine.look(log);
	}

	/** Loads the next lines on one side. Where all that is kept hardly fills the view, only on the side that is nearer. */
	async load(side: Side): Promise<boolean> {
		if (this.feed.messages.length >= WINDOW && this.feed.farSide === side) return false;
		return this.asHistory(() => this.feed.load(side));
	}

	async toEnd(): Promise<void> {
		if (this.feed.query.hasNextPage) await this.asHistory(() => this.feed.showNewest());
		await tick();
		this.log?.scrollTo({ top: 0 });
		this.scrolled();
	}

	/** Puts a line, or the "new" line above it, at a distance from the top of the view. */
	put(seq: number, offset = this.log!.clientHeight / 3): HTMLElement | undefined {
		const line = this.log!.querySelector<HTMLElement>(`#m-${seq}`) ?? undefined;
		if (line) this.log!.scrollTop += line.getBoundingClientRect().top - this.log!.getBoundingClientRect().top - offset;
		return line;
	}

	/** Earlier lines are not news: screen readers are told to wait until they stand in their place. */
	async asHistory(load: () => Promise<boolean>): Promise<boolean> {
		this.isLoading = true;
		this.news.quiet();
		const isMore = await load();
		await tick();
		requestAnimationFrame(() => (this.isLoading = false));
		return isMore;
	}

	#arrived(messages: Message[]): void {
		const fromOthers = messages.filter(({ author }) => author.id !== this.viewerId);
		this.news.heard(fromOthers.map(({ seq }) => seq));
		if (!this.isAtEnd) this.unseen += fromOthers.length;
		const isSeen = this.isAtEnd && document.visibilityState === 'visible';
		if (!isSeen && (fromOthers.length > 0 || messages.length === 0)) this.newLine.arrived(fromOthers);
	}
}
