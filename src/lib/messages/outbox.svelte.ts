import { post } from './post';
import type { Message, Replied } from './message';
import { takeBack } from '../uploads/take-back';
import type { Cargo, Outgoing, OutgoingFile } from './outgoing';
import type { Shelf } from './outbox-shelf';

/** Waiting times between tries, in milliseconds; after the last one the person decides. */
const RETRIES = [1000, 3000, 9000];

/** Files as the form has them: keys, and what stands for those that cannot be seen. */
function fieldsOf(files: OutgoingFile[]): Record<string, string> {
	const keys = files.flatMap(({ arrived }) => arrived?.key ?? []);
	const described = files.filter(({ arrived, alt }) => arrived && alt);
	const alt = Object.fromEntries(described.map(({ arrived, alt }) => [arrived!.key, alt]));
	return { files: keys.join(','), alt: JSON.stringify(alt) };
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What was written in one channel and is not in its history yet. Sent one after the other, so the order is kept. */
export class Outbox {
	items = $state<Outgoing[]>([]);
	#last: Promise<void> = Promise.resolve();
	/** The files of what is on its way from this window, by nonce. */
	readonly #cargo = new Map<string, Cargo>();

	/** Told of each message the server took; whoever shows the channel listens. */
	ontaken: ((message: Message) => void) | undefined;

	constructor(
		private readonly channelPath: string,
		private readonly shelf?: Shelf
	) {}

	/** Takes up what another page left unsent on this device: what failed waits for a decision, the rest is sent again. */
	restore(item: Outgoing): void {
		if (this.#find(item.nonce)) return;
		if (item.files?.some(({ arrived }) => !arrived)) return void this.#takeUp(item);
		this.items.push(item);
		if (item.state === 'pending') this.#queue(item.nonce);
	}

	/** The same for one whose files had not arrived: they are lost, unless the other page is still at it. */
	async #takeUp(item: Outgoing): Promise<void> {
		const { whatIsLeft } = await import('./lost-files');
		const left = await whatIsLeft(item);
		if (!left || this.#find(item.nonce)) return;
		this.items.push(left);
		this.shelf?.put(left);
	}

	send(body: string, { replyTo, cargo }: { replyTo?: Replied; cargo?: Cargo } = {}): void {
		const item: Outgoing = {
			...{ nonce: crypto.randomUUID(), body, at: new Date().toISOString(), state: 'pending' },
			...(replyTo && { replyTo }),
			...(cargo && { files: cargo.files })
		};
		if (cargo) this.#cargo.set(item.nonce, cargo);
		cargo?.hold(item.nonce);
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
		const item = this.#find(nonce);
		if (item && !item.seq) {
			const cargo = this.#cargo.get(nonce);
			if (cargo) cargo.discard();
			else for (const { arrived } of item.files ?? []) if (arrived) takeBack(arrived.key);
		}
		this.#cargo.delete(nonce);
		this.items = this.items.filter((item) => item.nonce !== nonce);
		this.shelf?.drop(nonce);
	}

	/** The server has this one, whoever told us. */
	sent(nonce: string, seq: number): void {
		const item = this.#find(nonce);
		if (!item) return;
		item.seq = seq;
		this.#cargo.get(nonce)?.sent();
		this.#cargo.delete(nonce);
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
			const missing = await this.#cargo.get(nonce)?.arrive();
			if (!this.#find(nonce)) return;
			if (missing) return this.#fail(item, missing);
			if (item.files) this.shelf?.put(item);
			const answer = await post(`${this.channelPath}?/send`, {
				...{ body: item.body, nonce },
				...(item.replyTo && { replyTo: String(item.replyTo.seq) }),
				...(item.files && fieldsOf(item.files))
			});
			const now = this.#find(nonce);
			if (!now) return;
			if ('message' in answer) {
				this.sent(nonce, answer.message.seq);
				return this.ontaken?.(answer.message);
			}
			const pause = answer.again ? RETRIES[tries] : undefined;
			if (pause === undefined) return this.#fail(now, answer.problem);
			await wait(pause);
		}
	}

	#fail(item: Outgoing, problem: string): void {
		item.state = 'failed';
		item.problem = problem;
		this.shelf?.put(item);
	}
}
