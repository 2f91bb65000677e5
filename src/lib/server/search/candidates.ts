import { sql, type SqlBool } from 'kysely';
import type { Db } from '../db';
import { blocksWith, linesIn, type Block, type Need } from './blocks';
import { fromMoment, isBehind, newestFirst, type Position } from './position';
import { BLOCK } from './terms';

/** Blocks asked for at a time, and how often for one page. */
const BLOCKS = 400;
const MOST_ASKED = 4;
/** Lines whose moments are read at a time, and for one page. */
const LINES = 300;
const MOST_LINES = 16_000;

/** Lines of these blocks with their moments. Blocks that are full of them are read from end to end. */
async function momentsOf(db: Db, blocks: Block[]): Promise<Position[]> {
	const wanted = new Map(blocks.map((block) => [`${block.channelId} ${block.block}`, new Set(linesIn(block))]));
	const places = blocks.map(({ channelId, block }) => {
		const lines = wanted.get(`${channelId} ${block}`)!;
		const isFull = lines.size > BLOCK / 4;
		const which = isFull
			? sql`between ${Math.min(...lines)} and ${Math.max(...lines)}`
			: sql`in (${sql.join([...lines])})`;
		return sql<SqlBool>`(channel_id = ${channelId} and seq ${which})`;
	});
	const rows = await db
		.selectFrom('messages')
		.where(sql<SqlBool>`(${sql.join(places, sql` or `)})`)
		.where('deletedAt', 'is', null)
		.select(['channelId', 'seq', 'createdAt'])
		.execute();
	return rows
		.filter(({ channelId, seq }) => wanted.get(`${channelId} ${Math.floor(seq / BLOCK)}`)!.has(seq))
		.map(({ channelId, seq, createdAt }) => ({ at: createdAt.getTime(), channelId, seq }));
}

/**
 * Finds lines that the index holds for, strictly newest first. Blocks come in the order of their newest moments; a line is
 * given out once it is newer than everything that can still be in blocks that were not looked at. `reached` is how far that
 * is, should the search end there.
 */
export class Candidates {
	reached: Position;
	isCutShort = false;
	#blocks: Block[] = [];
	#waiting: Position[] = [];
	#asked = 0;
	#looked = 0;
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

	/** The next ones; none when there are no more, or when enough was looked at. */
	async next(most: number): Promise<Position[]> {
		for (;;) {
			const bound = this.#bound();
			const ready = this.#waiting.findIndex(({ at }) => at <= bound);
			const count = Math.min(ready === -1 ? this.#waiting.length : ready, most);
			if (count > 0) {
				const given = this.#waiting.splice(0, count);
				this.reached = given.at(-1)!;
				return given;
			}
			if (bound < 0) return [];
			if (this.#looked >= MOST_LINES || !(await this.#more())) return this.#stop(bound);
		}
	}

	/** The newest moment that blocks not looked at may hold; -1 when there are none. */
	#bound(): number {
		return this.#blocks[0] ? this.#blocks[0].newest * 1000 : this.#rest;
	}

	/** Everything newer than this moment was given out. */
	#reach(moment: number): void {
		const from = fromMoment(moment);
		if (isBehind(from, this.reached)) this.reached = from;
	}

	#stop(bound: number): [] {
		this.isCutShort = true;
		this.#reach(bound);
		return [];
	}

	async #more(): Promise<boolean> {
		if (this.#blocks.length === 0 && !(await this.#ask())) return false;
		const some: Block[] = [];
		for (let lines = 0; lines < LINES && this.#blocks.length > 0;) {
			const block = this.#blocks.shift()!;
			some.push(block);
			lines += linesIn(block).length;
		}
		if (some.length === 0) return true;
		const moments = await momentsOf(this.db, some);
		this.#looked += moments.length;
		const fresh = moments.filter((one) => one.at >= this.since && isBehind(one, this.reached));
		this.#waiting = [...this.#waiting, ...fresh].sort(newestFirst);
		return true;
	}

	/** More blocks than the last time, because those that were looked at come again. */
	async #ask(): Promise<boolean> {
		if (this.#asked === MOST_ASKED) return false;
		if (this.#asked > 0) this.#reach(this.#rest);
		const limit = BLOCKS * 2 ** this.#asked++;
		const options = { position: this.reached, since: Math.floor(this.since / 1000), limit: limit + 1 };
		const blocks = await blocksWith(this.db, this.needs, this.channelIds, options);
		this.#rest = blocks.length > limit ? blocks.at(-1)!.newest * 1000 : -1;
		// Lines that were found and not yet given out come again with their blocks.
		this.#waiting = [];
		this.#blocks = blocks;
		return true;
	}
}
