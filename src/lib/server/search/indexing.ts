import { setTimeout as sleep } from 'node:timers/promises';
import { CompiledQuery, sql, type Transaction } from 'kysely';
import type { FileKind } from '$lib/uploads/file';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { lasting } from '../lasting';
import { log } from '../log';
import { kindsOfLines } from '../uploads/queries';
import { bitColumns, blockOf, termsOf } from './terms';

/** Lines taken in at a time; while they are cut into words nothing else happens in this process. */
const BATCH = 256;
/** Rows written by one statement. */
const ROWS = 500;
/** How long changes gather before they are taken in, in milliseconds: ten lines together cost little more than one. */
const GATHERING = 30;

const work = lasting('search indexing', () => ({
	isOn: false,
	/** Channels with changes that cannot be found yet. */
	waiting: new Set<string>(),
	current: undefined as string | undefined,
	running: undefined as Promise<void> | undefined
}));

type Entry = { term: string; block: number; oldest: number; newest: number; bits: number[] };
type Line = { seq: number; authorId: string; body: string; createdAt: Date; kinds: FileKind[] };

function entriesOf(lines: Line[]): Entry[] {
	const entries = new Map<string, Entry>();
	for (const line of lines) {
		const block = blockOf(line.seq);
		const [oldest, newest] = [Math.floor(line.createdAt.getTime() / 1000), Math.ceil(line.createdAt.getTime() / 1000)];
		for (const term of termsOf(line)) {
			const key = `${block} ${term}`;
			let entry = entries.get(key);
			if (!entry) entries.set(key, (entry = { term, block, oldest, newest, bits: [0, 0, 0, 0, 0, 0, 0, 0] }));
			entry.oldest = Math.min(entry.oldest, oldest);
			entry.newest = Math.max(entry.newest, newest);
			entry.bits[(line.seq % 256) >> 5]! |= 1 << (line.seq & 31);
		}
	}
	// In the order of the key, as `forget` goes through them.
	return [...entries.values()].sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.block - b.block));
}

const columns = `channel_id, term, block, oldest, newest, ${bitColumns.join(', ')}`;
const merging = [
	'oldest = least(oldest, values(oldest))',
	'newest = greatest(newest, values(newest))',
	...bitColumns.map((name) => `${name} = ${name} | values(${name})`)
].join(', ');

async function write(trx: Transaction<Schema>, channelId: string, entries: Entry[]): Promise<void> {
	for (let from = 0; from < entries.length; from += ROWS) {
		const some = entries.slice(from, from + ROWS);
		// Only numbers of our own reckoning stand in the statement; building it from 6,000 parameters takes three times as long.
		const rows = some.map(
			({ block, oldest, newest, bits }) =>
				`(?, ?, ${block}, ${oldest}, ${newest}, ${bits.map((value) => value >>> 0).join(', ')})`
		);
		const values = some.flatMap(({ term }) => [channelId, term]);
		const statement = `insert into search_terms (${columns}) values ${rows.join(', ')} on duplicate key update ${merging}`;
		// eslint-disable-next-line no-restricted-syntax -- numbers of our own, as said above; words are parameters
		await trx.executeQuery(CompiledQuery.raw(statement, values));
	}
}

/**
 * Takes in the next changes of a channel; says whether there may be more. A change twice taken in is the same as once, and
 * what was deleted is passed over: `forget` has taken its words away.
 */
function takeIn(channelId: string): Promise<boolean> {
	const transaction = db.transaction().setIsolationLevel('read committed');
	return retrying(() =>
		transaction.execute(async (trx) => {
			await trx.insertInto('searchHeads').ignore().values({ channelId, rev: 0 }).execute();
			const head = await trx
				.selectFrom('searchHeads')
				.where('channelId', '=', channelId)
				.select('rev')
				.forUpdate()
				.executeTakeFirstOrThrow();
			const changed = await trx
				.selectFrom('messages')
				.where('channelId', '=', channelId)
				.where('rev', '>', head.rev)
				.orderBy('rev')
				.limit(BATCH)
				.select(['seq', 'rev'])
				.execute();
			if (changed.length === 0) return false;
			// Nobody edits or deletes these lines before their words are written, or the words would outlive them. They are locked
			// by their key alone: through the index of changes, whoever edits would come the other way.
			const lines = await trx
				.selectFrom('messages')
				.where('channelId', '=', channelId)
				.where(
					'seq',
					'in',
					changed.map(({ seq }) => seq)
				)
				.select(['seq', 'authorId', 'body', 'createdAt', 'deletedAt'])
				.modifyEnd(sql`lock in share mode`)
				.execute();
			const standing = lines.filter(({ deletedAt }) => !deletedAt);
			const kinds = await kindsOfLines(
				trx,
				channelId,
				standing.map(({ seq }) => seq)
			);
			await write(trx, channelId, entriesOf(standing.map((line) => ({ ...line, kinds: kinds(line.seq) }))));
			await trx
				.updateTable('searchHeads')
				.set({ rev: changed.at(-1)!.rev })
				.where('channelId', '=', channelId)
				.execute();
			return changed.length === BATCH;
		})
	);
}

async function run(): Promise<void> {
	await sleep(GATHERING);
	while (work.isOn && work.waiting.size > 0) {
		const channelId = (work.current = work.waiting.values().next().value!);
		work.waiting.delete(channelId);
		const began = performance.now();
		try {
			if (await takeIn(channelId)) work.waiting.add(channelId);
		} catch (error) {
			work.waiting.add(channelId);
			log().warn({ err: error, channelId }, 'what was written cannot be searched yet');
			await sleep(1000);
		}
		work.current = undefined;
		// As long a rest as the work took: people who write come before people who search.
		await sleep(performance.now() - began);
	}
}

function begin(): void {
	if (!work.isOn || work.running || work.waiting.size === 0) return;
	work.running = run().finally(() => {
		work.running = undefined;
		begin();
	});
}

/** How many channels have changes that cannot be found yet. */
export const waitingChannels = () => work.waiting.size + (work.current ? 1 : 0);

/** Says that something in a channel changed; it can be found a moment later. */
export function noticeChange(channelId: string): void {
	work.waiting.add(channelId);
	begin();
}

/** Channels whose last changes were never taken in, perhaps because the process that should have done it died. */
async function channelsBehind(): Promise<string[]> {
	const rows = await db
		.selectFrom('channels')
		.leftJoin('searchHeads', 'searchHeads.channelId', 'channels.id')
		.where('channels.deletedAt', 'is', null)
		.where(({ eb, fn }) => eb('channels.rev', '>', fn.coalesce('searchHeads.rev', sql<number>`0`)))
		.select('channels.id')
		.execute();
	return rows.map(({ id }) => id);
}

/** Takes in, from now on, what is written, and first what was written before. */
export function startIndexing(): void {
	work.isOn = true;
	begin();
	channelsBehind().then(
		(ids) => ids.forEach(noticeChange),
		(error: unknown) => log().warn({ err: error }, 'old messages cannot be searched yet')
	);
}

/** Ends when nothing is under way; the rest is taken in after the next start. */
export async function stopIndexing(): Promise<void> {
	work.isOn = false;
	await work.running;
}

/** Waits until what was written in these channels can be found, but no longer than so many milliseconds. */
export async function caughtUp(channelIds: string[], most: number): Promise<void> {
	const end = performance.now() + most;
	const isBehind = (id: string) => work.waiting.has(id) || work.current === id;
	while (work.isOn && performance.now() < end && channelIds.some(isBehind)) await sleep(5);
}

/** Takes in everything there is, at once. For tests and benchmarks; a running server does it bit by bit. */
export async function indexEverything(): Promise<void> {
	for (const id of await channelsBehind()) while (await takeIn(id));
	work.waiting.clear();
}
