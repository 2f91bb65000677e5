import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attempt, Sending } from './history';
import type { Person } from './people';
import type { Place } from './stage';

const ANSWER_PATIENCE = 30_000;
/** A message nobody took for so long is left alone: its fate is unknown. */
const GIVE_UP = 60_000;

let happened = 0;
const tick = () => ++happened;

type Answer = { type?: string; data?: string; status?: number };

/** The line that was written, out of the answer of a form action: devalue keeps everything in one list of parts. */
function seqOf(data: string): number {
	const parts = JSON.parse(data) as Record<string, number>[];
	const message = parts[parts[0]!.message!]!;
	return Number(parts[message.seq!]);
}

/** Somebody who writes, as the outbox of a browser does: one message at a time, each until somebody says what became of it. */
export class Writer {
	readonly sendings: Sending[] = [];

	constructor(
		private readonly place: Place,
		readonly person: Person,
		/** How often each message is posted at once. */
		private readonly copies = 1
	) {}

	/** Writes until it is told to stop, on average once in `every` milliseconds when the answers come at once. */
	async work(every: number, stop: AbortSignal): Promise<void> {
		while (!stop.aborted) {
			await sleep(Math.random() * 2 * every);
			if (!stop.aborted) await this.send();
		}
	}

	async send(): Promise<Sending> {
		const nonce = randomUUID();
		const body = `${this.person.name} says number ${this.sendings.length + 1}`;
		const sending: Sending = { authorId: this.person.id, nonce, body, attempts: [] };
		this.sendings.push(sending);
		const end = Date.now() + GIVE_UP;
		while (Date.now() < end) {
			const attempts = await Promise.all(Array.from({ length: this.copies }, () => this.#post(sending)));
			if (attempts.some(({ outcome }) => outcome === 'ok')) break;
			if (attempts.every(({ outcome }) => outcome === 'refused')) break;
			await sleep(200 + Math.random() * 400);
		}
		return sending;
	}

	async #post({ nonce, body, attempts }: Sending): Promise<Attempt> {
		const began = performance.now();
		const attempt: Attempt = { at: tick(), until: Infinity, outcome: 'lost', took: 0 };
		attempts.push(attempt);
		Object.assign(attempt, await this.#deliver({ nonce, body }));
		attempt.until = tick();
		attempt.took = performance.now() - began;
		return attempt;
	}

	async #deliver(fields: { nonce: string; body: string }): Promise<Partial<Attempt>> {
		const { base, path } = this.place;
		const headers = {
			...{ cookie: this.person.cookie, origin: base },
			...{ accept: 'application/json', 'x-sveltekit-action': 'true' }
		};
		const signal = AbortSignal.timeout(ANSWER_PATIENCE);
		try {
			const body = new URLSearchParams(fields);
			const response = await fetch(`${base}${path}?/send`, { method: 'POST', body, headers, signal });
			const { status } = response;
			const answer = (await response.json()) as Answer;
			if (answer.type === 'success') return { outcome: 'ok', status, seq: seqOf(answer.data!) };
			return { outcome: status >= 500 || status === 429 ? 'again' : 'refused', status };
		} catch {
			return { outcome: 'lost' };
		}
	}
}
