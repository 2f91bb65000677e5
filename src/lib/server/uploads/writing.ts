import { db } from '../db';
import { newKey } from '../files/disk';
import { lasting } from '../lasting';

/** How long a file is kept for a sending that gives no sign of life, in milliseconds, and how often a living one does. */
const LEASE = 10_000;
const RENEW_EVERY = 3_000;

type Writing = { stop: () => void; done: Promise<unknown> };
const underWay = lasting('uploads under way', () => new Map<string, Writing>());

const until = () => new Date(Date.now() + LEASE);

/** Reserves a file for one sending, on all instances. */
async function reserve(key: string, writer: string): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('files')
		.set({ writer, writerUntil: until() })
		.where('key', '=', key)
		.where('state', '=', 'expected')
		.where('deletedAt', 'is', null)
		.where(({ or, eb }) => or([eb('writer', 'is', null), eb('writerUntil', '<', new Date())]))
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/**
 * Runs `work` as the only one that writes this file. A sender that comes back takes over from its own earlier sending, which
 * `stop` ends: connections may be dead long before anybody notices. Undefined when another instance is at it.
 */
export async function asOnlyWriter<T>(key: string, stop: () => void, work: () => Promise<T>): Promise<T | undefined> {
	for (let before; (before = underWay.get(key));) {
		before.stop();
		await before.done.catch(() => undefined);
	}
	const writer = newKey();
	const done = (async () => {
		if (!(await reserve(key, writer))) return undefined;
		const mine = () => db.updateTable('files').where('key', '=', key).where('writer', '=', writer);
		const renewing = setInterval(() => void mine().set({ writerUntil: until() }).execute().catch(stop), RENEW_EVERY);
		try {
			return await work();
		} finally {
			clearInterval(renewing);
			await mine()
				.set({ writer: null, writerUntil: null })
				.execute()
				.catch(() => undefined); // then it runs out
		}
	})();
	underWay.set(key, { stop, done });
	try {
		return await done;
	} finally {
		underWay.delete(key);
	}
}

/** Ends all sendings to this process, which is about to end; they go on with whoever comes next. */
export function stopWriting(): void {
	for (const { stop } of underWay.values()) stop();
}
