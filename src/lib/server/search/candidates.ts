import { CompiledQuery } from 'kysely';
import type { Db } from '../db';
import { blocksWith, linesIn, type Block, type Need } from './blocks';
import { fromMoment, isBehind, newestFirst, type Position } from './position';

/** Blocks asked for the first time, and how often more are asked for one page. */
const BLOCKS = 100;
const MOST_ASKED = 4;
/** Lines of one block looked at together; the newest of a block are mostly enough. */
const STRETCH = 32;
/** Lines whose moments are read by the first question, and for one page. */
const LINES = 200;
const MOST_AT_ONCE = 1600;
const MOST_LINES = 12_000;
/** By how much a later line may be older than one before it, in milliseconds: clocks of servers differ. */
const SKEW = 10_000;

/** Lines of a block that were not looked at, the last one first, and the newest moment that one of them can have. */
type Stretch = { channelId: string; lines: number[]; newest: number };

const stretchOf = (block: Block): Stretch => ({
	channelId: block.channelId,
	lines: linesIn(block).reverse(),
	newest: block.newest * 1000
});

/** When these lines were written, each list of them in one channel. Lists that are nearly whole are read from end to end. */
async function momentsOf(db: Db, stretches: Stretch[]): Promise<Position[]> {
	const wanted = new Set(stretches.flatMap(({ channelId, lines }) => lines.map((seq) => `${channelId} ${seq}`)));
	// Only numbers of our own stand in the statement: as parameters they would take longer than the question.
	const places = stretches.map(({ lines }) => {
		const [last, first] = [lines[0]!, lines.at(-1)!];
		const isNearlyWhole = last - first < lines.length * 3;
		return `(channel_id = ? and seq ${isNearlyWhole ? `between ${first} and ${last}` : `in (${lines.join(', ')})`})`;
	});
	const statement = `select channel_id, seq, created_at from messages force index (primary) where (${places.join(' or ')}) and deleted_at is null`;
	const channelIds = stretches.map(({ channelId }) => channelId);
	const { rows } = await db.executeQuery<{ channelId: string; seq: number; createdAt: Date }>(
		// eslint-disable-next-line no-restricted-syntax -- numbers of our own, as said above; ids are parameters
		CompiledQuery.raw(statement, channelIds)
	);
	return rows
		.filter(({ channelId, seq }) => wanted.has(`${channelId} ${seq}`))
		.map(({ channelId, seq, createdAt }) => ({ at: createdAt.getTime(), channelId, seq }));
}

/**
 * Finds lines that may be what is looked for, strictly newest first. Blocks come in the order of their newest moments; a
 * line is given out once it is newer than everything that was not looked at. `reached` is how far that is, should the
 * search end there.
 */
export class Candidates {
	reached: Position;
	isCutShort = false;
	#stretches: Stretch[] = [];
	#waiting: Position[] = [];
	#asked = 0;
	#looked = 0;
	#atOnce = LINES;
	/** The newest moment in blocks that were not asked for; -1 when all were. */
	#rest: number;

	constructor(
		private readonly db: Db,
		private readonly needs: Need[],
		private readonly channelIds: string[],
		position: Position,
		/** The earliest moment, in milliseconds. */
		private readonly since: number
	) {
		this.reached = position;
		this.#rest = position.at;
	}

	/** The next ones, `most` of them unless there are fewer, or enough was looked at. */
	async next(most: number): Promise<Position[]> {
		for (;;) {
			const bound = this.#stretches[0]?.newest ?? this.#rest;
			const ready = this.#waiting.findIndex(({ at }) => at <= bound);
			const count = Math.min(ready === -1 ? this.#waiting.length : ready, most);
			if (count === most || bound < 0) return this.#give(count);
			if (this.#looked < MOST_LINES && (await this.#more())) continue;
			this.isCutShort = true;
			const given = this.#give(count);
			this.#reach(bound);
			return given;
		}
	}

	#give(count: number): Position[] {
		const given = this.#waiting.splice(0, count);
		this.reached = given.at(-1) ?? this.reached;
		return given;
	}

	/** Everything newer than this moment was given out. */
	#reach(moment: number): void {
		const from = fromMoment(moment);
		if (isBehind(from, this.reached)) this.reached = from;
	}

	async #more(): Promise<boolean> {
		if (this.#stretches.length === 0) return this.#ask();
		const some: Stretch[] = [];
		const later: Stretch[] = [];
		for (let lines = 0; lines < this.#atOnce && this.#stretches.length > 0;) {
			const { channelId, lines: all, newest } = this.#stretches.shift()!;
			// Where a page begins within a block nobody knows behind which of its lines.
			const size = newest > this.reached.at ? all.length : STRETCH;
			some.push({ channelId, lines: all.slice(0, size), newest });
			if (all.length > size) later.push({ channelId, lines: all.slice(size), newest });
			lines += Math.min(all.length, size);
		}
		this.#atOnce = Math.min(this.#atOnce * 2, MOST_AT_ONCE);
		const moments = await momentsOf(this.db, some);
		this.#looked += moments.length;
		const fresh = moments.filter((one) => one.at >= this.since && isBehind(one, this.reached));
		this.#waiting = [...this.#waiting, ...fresh].sort(newestFirst);
		for (const stretch of later) stretch.newest = Math.min(stretch.newest, boundBefore(stretch, moments));
		const isWorthIt = ({ newest }: Stretch) => newest >= this.since;
		this.#stretches = [...this.#stretches, ...later.filter(isWorthIt)].sort((a, b) => b.newest - a.newest);
		return true;
	}

	/** More blocks than the last time, because some that were looked at come again. */
	async #ask(): Promise<boolean> {
		if (this.#asked === MOST_ASKED) return false;
		// What was found is given out first: it will be found again with its blocks.
		if (this.#asked > 0) this.#reach(this.#rest);
		const limit = BLOCKS * 3 ** this.#asked++;
		const options = { position: this.reached, since: Math.floor(this.since / 1000), limit: limit + 1 };
		const blocks = await blocksWith(this.db, this.needs, this.channelIds, options);
		this.#rest = blocks.length > limit ? blocks.at(-1)!.newest * 1000 : -1;
		this.#waiting = [];
		this.#stretches = blocks.map(stretchOf);
		return true;
	}
}

/** The newest moment that lines before the ones just read can have. */
function boundBefore({ channelId, lines }: Stretch, moments: Position[]): number {
	const after = moments.filter((one) => one.channelId === channelId && one.seq > lines[0]!);
	const nearest = after.reduce(
		(least, one) => (one.seq < least.seq ? one : least),
		after[0] ?? { seq: 0, at: Infinity }
	);
	return nearest.at + SKEW;
}
