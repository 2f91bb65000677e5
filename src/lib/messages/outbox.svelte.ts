import { post } from './post';
import type { Message, Replied } from './message';
import type { Outgoing } from './outgoing';
import type { Shelf } from './outbox-shelf';

/** Waiting times between tries, in milliseconds; after the last one the person decides. */
const RETRIES = [1000, 3000, 9000];

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What was written in one channel and is not in its history yet. Sent one after the other, so the order is kept. */
export class Outbox {
	items = $state<Outgoing[]>([]);
	#last: Promise<void> = Promise.resolve();

	/** Told of each message the server took; whoever shows the channel listens. */
	ontaken: ((message: Message) => void) | undefined;

	constructor(
		private readonly channelPath: string,
		private readonly shelf?: Shelf
	) {}

	/** Takes up what another page left unsent on this device: what failed waits for a decision, the rest is sent again. */
	restore(item: Outgoing): void {
		if (this.#find(item.nonce)) return;
		this.items.push(item);
		if (item.state === 'pending') this.#queue(item.nonce);
	}

	send(body: string, replyTo?: Replied): void {
		const item: Outgoing = {
			...{ nonce: crypto.randomUUID(), body, at: new Date().toISOString(), state: 'pending' },
			...(replyTo && { replyTo })
		};
		this.items.push(item);
		this.shelf?.put(item);
		this.#queue(item.nonce);
	}

	retry(nonce: string): void {
		const item = this.#find(nonce);
		if (!item) return;
		item.state = 'pending';
		item.problem = undefined;
		this.shelf?.put(item);
		this.#queue(nonce);
	}

	/** Forgets a message: it failed and is not wanted, or it is in the history now. */
	drop(nonce: string): void {
		this.items = this.items.filter((item) => item.nonce !== nonce);
		this.shelf?.drop(nonce);
	}

	/** The server has this one, whoever told us. */
	sent(nonce: string, seq: number): void {
		const item = this.#find(nonce);
		if (!item) return;
		item.seq = seq;
		this.shelf?.drop(nonce);
	}

	/** Forgets what the history shows by now. */
	settle(newestShown: number): void {
		if (this.items.some(({ seq }) => seq && seq <= newestShown))
			this.items = this.items.filter(({ seq }) => !seq || seq > newestShown);
	}

	#find(nonce: string): Outgoing | undefined {
		return this.items.find((item) => item.nonce === nonce);
	}

	#queue(nonce: string): void {
		this.#last = this.#last.then(() => this.#deliver(nonce));
	}

	/** The nonce makes every try the same message: one that was lost on the way back is not written twice. */
	async #deliver(nonce: string): Promise<void> {
		for (let tries = 0; ; tries++) {
			const item = this.#find(nonce);
			if (!item || item.seq) return; // dropped, or heard from the socket before its own answer came
			const answer = await post(`${this.channelPath}?/send`, {
				...{ body: item.body, nonce },
				...(item.replyTo && { replyTo: String(item.replyTo.seq) })
			});
			const now = this.#find(nonce);
			if (!now) return;
			if ('message' in answer) {
				this.sent(nonce, answer.message.seq);
				return this.ontaken?.(answer.message);
			}
			const pause = answer.again ? RETRIES[tries] : undefined;
			if (pause === undefined) {
				now.state = 'failed';
				now.problem = answer.problem;
				return this.shelf?.put(now);
			}
			await wait(pause);
		}
	}
}
