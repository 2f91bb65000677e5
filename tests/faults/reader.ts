import { FIRST_PAGE, type Changes, type Head, type Message, type MessagePage } from '../../src/lib/messages/message';
import { judge, loadedMessages, takeMessages, type MessageCache } from '../../src/lib/messages/message-cache';
import type { ServerFrame } from '../../src/lib/realtime/protocol';
import { Connection } from './connection';
import type { Line, Reading } from './history';
import type { Person } from './people';
import type { Place } from './stage';

const POLL_EVERY = 1000;
const SLOWEST = 8;
const ANSWER_PATIENCE = 30_000;

const lineOf = ({ seq, author, body }: Message): Line => ({ seq, authorId: author.id, body });

/** A browser that shows one channel, with the rules of `feed.svelte.ts`: events when they come, questions when some may be missing. */
export class Reader {
	rev = 0;
	readonly connection: Connection;
	/** How often it asked what it had missed, and how often it had to start over. */
	readonly repairs = { asked: 0, startedOver: 0 };
	#cache: MessageCache = { pages: [{ messages: [], head: { seq: 0, rev: 0 } }], pageParams: [null] };
	#asking = false;
	#askAgain = false;
	#unanswered = 0;
	#pause = 0;
	#poll: NodeJS.Timeout | undefined;
	readonly #seen: Line[] = [];
	readonly #torn: string[] = [];

	constructor(
		readonly place: Place,
		readonly person: Person
	) {
		this.connection = new Connection(
			place,
			person,
			(frame) => this.#hear(frame),
			() => this.rev
		);
	}

	/** Opens the page; several windows may share what it is drawn with. */
	async start(first?: MessagePage): Promise<void> {
		const page = first ?? (await this.newestPage());
		if (!page) throw new Error('The page did not open.');
		this.#show(page);
		this.#poll = setInterval(() => this.#askForNews(), POLL_EVERY);
		this.connection.connect();
	}

	stop(): void {
		clearInterval(this.#poll);
		this.connection.stop();
	}

	newestPage(): Promise<MessagePage | null> {
		return this.#ask(`/api/channels/${this.place.channelId}/messages?limit=${FIRST_PAGE}`);
	}

	reading(): Reading {
		const shown = loadedMessages(this.#cache).map(lineOf);
		return { reader: this.person.name, seen: this.#seen, shown, torn: this.#torn };
	}

	async #ask<T>(path: string): Promise<T | null> {
		const headers = { cookie: this.person.cookie, accept: 'application/json' };
		const signal = AbortSignal.timeout(ANSWER_PATIENCE);
		try {
			const response = await fetch(this.place.base + path, { headers, signal });
			const text = await response.text();
			return response.ok ? (JSON.parse(text) as T) : null;
		} catch {
			return null;
		}
	}

	#askForNews(): void {
		if (!this.connection.isLost) return;
		if (this.#pause > 0) this.#pause -= 1;
		else void this.#catchUp();
	}

	async #catchUp(): Promise<void> {
		if (this.#asking) {
			this.#askAgain = true;
			return;
		}
		this.#asking = true;
		this.repairs.asked += 1;
		const answer = await this.#ask<Changes>(`/api/sync?channel=${this.place.channelId}&rev=${this.rev}`);
		if (answer?.startOver) {
			this.repairs.startedOver += 1;
			const page = await this.newestPage();
			if (page) this.#show(page);
		} else if (answer) this.#apply(answer.messages, answer.head);
		this.#asking = false;
		this.#unanswered = answer ? 0 : this.#unanswered + 1;
		this.#pause = answer ? 0 : Math.round(Math.random() * Math.min(SLOWEST, 2 ** this.#unanswered));
		if (this.#askAgain && answer) {
			this.#askAgain = false;
			await this.#catchUp();
		} else if (!answer && this.connection.state === 'live') setTimeout(() => void this.#catchUp(), POLL_EVERY);
	}

	#hear(frame: ServerFrame): void {
		if (!('channelId' in frame) || frame.channelId !== this.place.channelId) return;
		if (frame.type === 'opened' && frame.missed && !frame.missed.startOver)
			this.#apply(frame.missed.messages, frame.missed.head);
		else if (frame.type === 'opened' && frame.rev > this.rev) void this.#catchUp();
		if (frame.type !== 'message.created' && frame.type !== 'message.changed') return;
		const { message, rev } = frame;
		this.#seen.push(lineOf(message));
		const verdict = judge(this.rev, rev);
		if (verdict === 'next') this.#apply([message], { seq: message.seq, rev });
		else if (verdict === 'gap') void this.#catchUp();
	}

	#show(page: MessagePage): void {
		this.#seen.push(...page.messages.map(lineOf));
		this.rev = page.head.rev;
		this.#cache = { pages: [page], pageParams: [null] };
		this.#look();
	}

	#apply(changed: Message[], head: Head): void {
		this.#seen.push(...changed.map(lineOf));
		this.rev = Math.max(this.rev, head.rev);
		this.#cache = takeMessages(this.#cache, changed, head);
		this.#look();
	}

	/** What a person would notice at once: a hole, or that nothing after some line comes any more. */
	#look(): void {
		const lines = loadedMessages(this.#cache);
		const [first, last] = [lines[0]?.seq ?? 1, lines.at(-1)?.seq ?? 0];
		const { head } = this.#cache.pages.at(-1)!;
		if (last - first + 1 !== lines.length) this.#torn.push(`lines ${first} to ${last} are ${lines.length}`);
		if (last < head.seq) this.#torn.push(`line ${last} is the last, and the head is ${head.seq}`);
	}
}
