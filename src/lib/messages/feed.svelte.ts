import { createInfiniteQuery, type QueryClient } from '@tanstack/svelte-query';
import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import { BATCH, FIRST_PAGE, type Changes, type Head, type Message, type MessagePage } from './message';
import {
	asHeard,
	judge,
	loadedMessages,
	newestLoaded,
	oldestLoaded,
	reachesEnd,
	showAnew,
	takeMessages,
	trim
} from './message-cache';
import type { MessageCache, PageAt, Side } from './message-cache';
import type { Outbox } from './outbox.svelte';
import { Typing } from './typing.svelte';

/** How long the socket has to bring what our own answer already told of, in milliseconds. */
const PATIENCE = 1000;
const POLL_EVERY = 1000;
/** While nobody answers we ask less and less often, at most this many times slower, and windows not all together. */
const SLOWEST = 8;
/** A question on a dead line must not stop the next ones, in milliseconds. */
const ANSWER_WITHIN = 10_000;

/** The answer, or null when there was none, whatever the reason: it is worth asking again. */
async function ask<T>(address: string): Promise<T | null> {
	try {
		const response = await fetch(address, { signal: AbortSignal.timeout(ANSWER_WITHIN) });
		return response.ok ? ((await response.json()) as T) : null;
	} catch {
		return null;
	}
}

/** One channel as a screen shows it: its lines, kept true by events, and by asking whenever an event may have been missed. */
export class Feed {
	readonly query;
	readonly typing = new Typing();
	readonly messages: Message[] = $derived.by(() => (this.query.data ? loadedMessages(this.query.data) : []));
	readonly isAtStart = $derived.by(() => !this.query.hasPreviousPage);
	/** The newest line of the channel, loaded or not. */
	readonly head = $derived.by(() => this.query.data?.pages.at(-1)!.head.seq ?? 0);
	/** Where lines are dropped when new ones make too many: away from where the reader is. */
	farSide: Side = 'earlier';
	/** Told of lines that are new in the channel, loaded or not; of none when they were too many to be told one by one. */
	onarrived: ((messages: Message[]) => void) | undefined;
	/** Everything up to this change is known. */
	#rev: number;
	#asking = false;
	#loading: Promise<boolean> = Promise.resolve(false);
	#askAgain = false;
	#isShown = false;
	/** Questions in a row that nobody answered, and how many seconds to let pass before the next. */
	#unanswered = 0;
	#pause = 0;
	/** What was taken in while a page was on its way: the query writes back the pages it knew when it asked. */
	#meanwhile: [Message[], Head][] | null = null;

	constructor(
		private readonly channelId: string,
		first: MessagePage,
		readonly outbox: Outbox,
		private readonly queries: QueryClient,
		private readonly connection: Connection,
		private readonly viewerId: string
	) {
		this.#rev = first.head.rev;
		this.query = createInfiniteQuery<MessagePage, Error, MessageCache, string[], PageAt>(
			() => ({
				queryKey: this.#key,
				queryFn: ({ pageParam }) => this.#page(pageParam),
				initialPageParam: null as PageAt,
				initialData: { pages: [first], pageParams: [null] },
				getPreviousPageParam: (_, pages) => {
					const oldest = oldestLoaded({ pages, pageParams: [] });
					return oldest > 1 ? { before: oldest } : undefined;
				},
				getNextPageParam: (_, pages) => {
					const cache = { pages, pageParams: [] };
					return reachesEnd(cache) ? undefined : { after: newestLoaded(cache) };
				},
				// Events and `catchUp` keep it true; asking for every loaded page again never does.
				staleTime: Infinity,
				gcTime: 0
			}),
			() => queries
		);
	}

	get #key() {
		return ['messages', this.channelId];
	}

	/** Opens the channel on the socket, and polls while there is none. Answers how to stop. */
	start(): () => void {
		const { connection } = this;
		this.#isShown = true;
		this.outbox.ontaken = (message) => this.take(message);
		this.#settle();
		const stops = [connection.on((frame) => this.#hear(frame)), connection.open(this.channelId, () => this.#rev)];
		const poll = setInterval(() => this.#poll(), POLL_EVERY);
		return () => {
			clearInterval(poll);
			this.#isShown = false;
			this.outbox.ontaken = undefined;
			for (const stop of stops) stop();
		};
	}

	#poll(): void {
		if (!this.connection.isLost) return;
		if (this.#pause > 0) this.#pause -= 1;
		else void this.catchUp();
	}

	/** The viewer types; others are told now and then. */
	type(): void {
		if (this.typing.isDue()) this.connection.say({ type: 'typing', channelId: this.channelId });
	}

	/** Takes in a message that came as the answer to our own posting. */
	take(message: Message): void {
		if (judge(this.#rev, message.rev) === 'next') return this.#apply([message], { seq: message.seq, rev: message.rev });
		// Others wrote in between. The socket is about to tell; when it does not, ask.
		setTimeout(() => this.#rev < message.rev && void this.catchUp(), this.connection.state === 'live' ? PATIENCE : 0);
	}

	/** Asks what changed since the last known change. One question at a time; a wish while one is under way is not forgotten. */
	async catchUp(): Promise<void> {
		if (this.#asking) {
			this.#askAgain = true;
			return;
		}
		this.#asking = true;
		const isAnswered = await this.#askForChanges();
		this.#asking = false;
		this.#unanswered = isAnswered ? 0 : this.#unanswered + 1;
		this.#pause = isAnswered ? 0 : Math.round(Math.random() * Math.min(SLOWEST, 2 ** this.#unanswered));
		if (isAnswered && !this.#askAgain) return;
		this.#askAgain = false;
		if (isAnswered) return this.catchUp();
		// Without a socket the poll asks again anyway.
		if (this.connection.state === 'live' && this.#isShown) setTimeout(() => void this.catchUp(), POLL_EVERY);
	}

	async #askForChanges(): Promise<boolean> {
		const answer = await ask<Changes>(`/api/sync?channel=${this.channelId}&rev=${this.#rev}`);
		return answer ? this.#takeMissed(answer) : false;
	}

	async #takeMissed({ startOver, messages, own, head }: Changes): Promise<boolean> {
		if (startOver) {
			const isShown = await this.showNewest();
			if (isShown) this.onarrived?.([]);
			return isShown;
		}
		// Sent, but the answer was lost: it must not stand here twice until it is sent again.
		for (const { seq, nonce } of own) this.outbox.sent(nonce, seq);
		this.#apply(messages, head);
		return true;
	}

	/** Loads the next batch before the oldest loaded line, or behind the newest one; answers whether it brought lines. One at a time. */
	load(side: Side): Promise<boolean> {
		return (this.#loading = this.#loading.then(() => this.#load(side)));
	}

	async #load(side: Side): Promise<boolean> {
		if (!this.#cache) return false; // the channel was left meanwhile
		const edge = () => (side === 'earlier' ? oldestLoaded : newestLoaded)(this.#cache!);
		const before = edge();
		this.#meanwhile = [];
		await (side === 'earlier' ? this.query.fetchPreviousPage() : this.query.fetchNextPage());
		const missed = this.#meanwhile;
		this.#meanwhile = null;
		if (!this.#cache) return false;
		const after = edge();
		const far: Side = side === 'earlier' ? 'later' : 'earlier';
		this.#change((cache) =>
			trim(
				missed.reduce((sum, [changed, head]) => takeMessages(sum, changed, head), cache),
				far
			)
		);
		return after !== before;
	}

	/** Throws away what is loaded and shows the newest lines; after the batch that is on its way, which would bring the old ones back. */
	showNewest(): Promise<boolean> {
		return (this.#loading = this.#loading.then(() => this.#replace()));
	}

	/** The same with the lines around line `seq`; nothing is thrown away if it is not there. */
	showAround(seq: number): Promise<boolean> {
		return (this.#loading = this.#loading.then(() => this.#replace(seq)));
	}

	async #replace(around?: number): Promise<boolean> {
		const place = around ? `&around=${around}` : '';
		const page = await ask<MessagePage>(`/api/channels/${this.channelId}/messages?limit=${FIRST_PAGE}${place}`);
		if (!page || (around && !page.messages.some(({ seq }) => seq === around))) return false;
		const known = this.#rev;
		this.#rev = page.head.rev;
		this.#change(() => ({ pages: [page], pageParams: [null] }));
		this.#settle();
		// Something was heard while the page was on its way, and went with what was thrown away.
		if (known > page.head.rev) void this.catchUp();
		return true;
	}

	/** What is loaded, as it would be begun with another time. */
	get kept(): MessagePage {
		return { messages: this.messages, head: { seq: this.head, rev: this.#rev } };
	}

	async #page(at: PageAt): Promise<MessagePage> {
		const search = new URLSearchParams({ limit: String(at ? BATCH : FIRST_PAGE) });
		for (const [name, seq] of Object.entries(at ?? {})) search.set(name, String(seq));
		const page = await ask<MessagePage>(`/api/channels/${this.channelId}/messages?${search}`);
		if (!page) throw new Error('These messages could not be loaded.');
		return page;
	}

	#hear(frame: ServerFrame): void {
		if (frame.type === 'person.changed') return this.#change((cache) => showAnew(cache, frame.person));
		if (!('channelId' in frame) || frame.channelId !== this.channelId) return;
		if (frame.type === 'opened') {
			if (frame.missed && !frame.missed.startOver) void this.#takeMissed(frame.missed);
			else if (frame.missed || frame.rev > this.#rev) void this.catchUp();
		} else if (frame.type === 'typing') {
			if (frame.userId !== this.viewerId) this.typing.heard(frame.userId, frame.name);
		} else if (frame.type === 'message.created' || frame.type === 'message.changed') {
			const { rev } = frame;
			const reaction = frame.type === 'message.changed' ? frame.reaction : undefined;
			const message = asHeard(this.#cache, frame.message, reaction, this.viewerId);
			const verdict = judge(this.#rev, rev);
			if (verdict === 'next') this.#apply([message], { seq: message.seq, rev });
			else if (verdict === 'gap') void this.catchUp();
			if (frame.type === 'message.created') {
				this.typing.stopped(message.author.id);
				this.outbox.sent(frame.nonce, message.seq);
				this.#settle();
			}
		}
	}

	#apply(changed: Message[], head: Head): void {
		const known = this.#cache?.pages.at(-1)!.head.seq ?? Infinity;
		this.#rev = Math.max(this.#rev, head.rev);
		this.#meanwhile?.push([changed, head]);
		this.#change((cache) => trim(takeMessages(cache, changed, head), this.farSide));
		this.#settle();
		const arrived = changed.filter(({ seq }) => seq > known);
		if (arrived.length > 0) this.onarrived?.(arrived);
	}

	get #cache(): MessageCache | undefined {
		return this.queries.getQueryData<MessageCache>(this.#key);
	}

	#change(how: (cache: MessageCache) => MessageCache): void {
		this.queries.setQueryData<MessageCache>(this.#key, (cache) => cache && how(cache));
	}

	#settle(): void {
		const cache = this.#cache;
		if (cache) this.outbox.settle(reachesEnd(cache) ? newestLoaded(cache) : Infinity);
	}
}
