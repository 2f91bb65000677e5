import { waitUntil } from '../../scripts/parts/processes.js';
import { brokenPromises, type Attempt } from './history';
import { Reader } from './reader';
import type { Place, Stage } from './stage';
import { Writer } from './writer';

type Size = { writers?: number; readers?: number; copies?: number };

/** The newest answer there may be to a message that was sent before the fault healed. */
const WRITERS_PATIENCE = 65_000;
const READERS_PATIENCE = 15_000;

/** Twenty who write and twenty who read, in a channel of their own, while things break. */
export class Crowd {
	#stop = new AbortController();
	#working: Promise<unknown> = Promise.resolve();

	private constructor(
		private readonly stage: Stage,
		readonly place: Place,
		readonly writers: Writer[],
		readonly readers: Reader[]
	) {}

	static async gather(stage: Stage, { writers = 20, readers = 20, copies = 1 }: Size = {}): Promise<Crowd> {
		const { place, people } = await stage.place(writers + readers);
		const crowd = new Crowd(
			stage,
			place,
			people.slice(0, writers).map((person) => new Writer(place, person, copies)),
			people.slice(writers).map((person) => new Reader(place, person))
		);
		await Promise.all(crowd.readers.map((reader) => reader.start()));
		await crowd.live(10_000);
		return crowd;
	}

	get attempts(): Attempt[] {
		return this.writers.flatMap(({ sendings }) => sendings.flatMap(({ attempts }) => attempts));
	}

	/** Everyone begins to write, on average once in `every` milliseconds. */
	work(every = 120): void {
		this.#stop = new AbortController();
		this.#working = Promise.all(this.writers.map((writer) => writer.work(every, this.#stop.signal)));
	}

	/** Whether all readers have a live socket before `patience` is over. */
	live(patience: number): Promise<boolean> {
		return waitUntil(() => this.readers.every(({ connection }) => connection.state === 'live'), patience);
	}

	/** Whether a message that was sent from now on is acknowledged before `patience` is over. */
	isHeard(patience: number): Promise<boolean> {
		const known = new Set(this.attempts);
		return waitUntil(() => this.attempts.some((attempt) => !known.has(attempt) && attempt.outcome === 'ok'), patience);
	}

	/** Nobody writes anything new; what was begun is brought to its end, and everyone reads to the end if they can. */
	async settle(): Promise<void> {
		this.#stop.abort();
		const late = new Promise((resolve) => setTimeout(resolve, WRITERS_PATIENCE).unref());
		await Promise.race([this.#working, late]);
		const { head } = await this.stage.log(this.place);
		await waitUntil(() => this.readers.every(({ rev }) => rev === head.rev), READERS_PATIENCE);
	}

	/** What was promised and not kept, after `settle`; of very much, the beginning. */
	async broken(): Promise<string[]> {
		const sendings = this.writers.flatMap((writer) => writer.sendings);
		const readings = this.readers.map((reader) => reader.reading());
		return brokenPromises(sendings, readings, await this.stage.log(this.place)).slice(0, 30);
	}

	/** How many attempts came to which end. */
	get outcomes(): Record<string, number> {
		const counts: Record<string, number> = {};
		for (const { outcome, status } of this.attempts) {
			const name = status === undefined ? outcome : `${outcome} ${status}`;
			counts[name] = (counts[name] ?? 0) + 1;
		}
		return counts;
	}

	leave(): void {
		this.#stop.abort();
		for (const reader of this.readers) reader.stop();
	}
}
