import { db } from '../db';
import { retrying } from '../db/retry';
import { isUnavailable } from '../db/trouble';
import { incomingOf, namesIn, pathOf, removeFrom, writtenAt } from '../files/disk';
import { lasting } from '../lasting';
import { log } from '../log';
import { erase, markForErasure } from './erase';

/** Files swept, or looked up, at a time. */
const BATCH = 200;
/** Bytes without a row are left alone this long: their row, or their new name, may be on its way. */
const ON_ITS_WAY = 5 * 60_000;
const EVERY = 10 * 60_000;

/** Takes away uploads that nobody finished or sent in time, and the bytes of what was deleted. */
async function sweepRows(now: Date): Promise<void> {
	for (;;) {
		const due = await db
			.selectFrom('files')
			.where('dueAt', '<', now)
			.orderBy('dueAt')
			.limit(BATCH)
			.select('key')
			.execute();
		const keys = due.map(({ key }) => key);
		if (keys.length === 0) return;
		await retrying(() =>
			db.transaction().execute(async (trx) => {
				// Asked again, with the rows held: one of them may have been sent meanwhile.
				const still = await trx
					.selectFrom('files')
					.where('key', 'in', keys)
					.where('dueAt', '<', now)
					.where('deletedAt', 'is', null)
					.select('key')
					.forUpdate()
					.execute();
				if (still.length > 0) await markForErasure(trx, { keys: still.map(({ key }) => key) });
			})
		);
		await erase(keys);
		if (keys.length < BATCH) return;
	}
}

/** Which of these names of files no row knows. */
async function unknownAmong(names: string[]): Promise<string[]> {
	const known = new Set<string>();
	for (let from = 0; from < names.length; from += BATCH) {
		const some = names.slice(from, from + BATCH);
		const rows = await db
			.selectFrom('files')
			.where('key', 'in', some)
			.select(({ ref }) => ref('key').$castTo<string | null>().as('key'))
			.unionAll(db.selectFrom('files').where('smallKey', 'in', some).select('smallKey as key'))
			.execute();
		for (const { key } of rows) known.add(key!);
	}
	return names.filter((name) => !known.has(name));
}

async function isOld(path: string): Promise<boolean> {
	const at = await writtenAt(path);
	return at !== undefined && at < Date.now() - ON_ITS_WAY;
}

/** Bytes that belong to nothing: a process was killed between writing them and saying so, or between the two of removing. */
async function sweepDisk(): Promise<void> {
	for (const [where, placeOf] of [
		['incoming', incomingOf],
		['files', pathOf]
	] as const)
		for (const name of await unknownAmong(await namesIn(where)))
			if (await isOld(await placeOf(name))) await removeFrom(where, [name]);
}

/** Takes away what nobody needs any more; running it twice, or on two instances at once, does nothing more. */
export async function sweep(now = new Date()): Promise<void> {
	await sweepRows(now);
	await sweepDisk();
}

/** How disk and table agree: rows whose bytes are not there, and bytes that no row knows. */
export async function compareFiles(): Promise<{
	files: number;
	rowsWithoutBytes: string[];
	bytesWithoutRows: string[];
}> {
	const names = await namesIn('files');
	const there = new Set(names);
	const rowsWithoutBytes: string[] = [];
	let [files, after] = [0, ''];
	for (;;) {
		const rows = await db
			.selectFrom('files')
			.where('key', '>', after)
			.where('store', '=', 'disk')
			.orderBy('key')
			.limit(BATCH)
			.select(['key', 'smallKey', 'state', 'deletedAt'])
			.execute();
		for (const { key, smallKey, state, deletedAt } of rows) {
			if (state !== 'stored' || deletedAt) continue;
			files += 1;
			if (!there.has(key) || (smallKey && !there.has(smallKey))) rowsWithoutBytes.push(key);
		}
		if (rows.length < BATCH) break;
		after = rows.at(-1)!.key;
	}
	return { files, rowsWithoutBytes, bytesWithoutRows: await unknownAmong(names) };
}

const work = lasting('sweep', () => ({
	timer: undefined as NodeJS.Timeout | undefined,
	running: undefined as Promise<void> | undefined
}));

function run(): void {
	work.running ??= sweep()
		.catch((error: unknown) => {
			if (isUnavailable(error)) log().warn({ err: error }, 'files could not be swept just now');
			else log().error({ err: error }, 'files could not be swept');
		})
		.finally(() => (work.running = undefined));
}

/** Sweeps now and from time to time. */
export function startSweeping(): void {
	work.timer ??= setInterval(run, EVERY).unref();
	run();
}

/** Resolves when nothing is swept any more. */
export async function stopSweeping(): Promise<void> {
	clearInterval(work.timer);
	work.timer = undefined;
	await work.running;
}
