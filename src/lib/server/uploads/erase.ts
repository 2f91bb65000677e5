import type { Transaction } from 'kysely';
import { db } from '../db';
import type { Schema } from '../db/schema';
import { removeFrom } from '../files/disk';
import { log } from '../log';
import { giveBack } from './quota';
import { removeFromService } from './service';

type Which = { keys: string[] } | { channelId: string; seq: number };

/**
 * Takes files out of everybody's reach, as part of what is being deleted. Their bytes go afterwards: by `erase`, or by the
 * sweep when this process ends before. Answers their keys.
 */
export async function markForErasure(trx: Transaction<Schema>, which: Which): Promise<string[]> {
	const rows = await trx
		.selectFrom('files')
		.$if('keys' in which, (query) => query.where('key', 'in', (which as { keys: string[] }).keys))
		.$if('seq' in which, (query) => {
			const { channelId, seq } = which as { channelId: string; seq: number };
			return query.where('channelId', '=', channelId).where('seq', '=', seq);
		})
		.where('deletedAt', 'is', null)
		.select(['key', 'ownerId', 'communityId', 'counted'])
		.forUpdate()
		.execute();
	const keys = rows.map(({ key }) => key);
	if (keys.length === 0) return [];
	const now = new Date();
	await trx.updateTable('files').set({ deletedAt: now, dueAt: now }).where('key', 'in', keys).execute();
	await giveBack(trx, rows);
	return keys;
}

/** Removes the bytes of files that were marked, and then their rows: who has the row knows what is left to remove. */
export async function erase(keys: string[]): Promise<void> {
	if (keys.length === 0) return;
	const rows = await db
		.selectFrom('files')
		.where('key', 'in', keys)
		.where('deletedAt', 'is not', null)
		.select(['key', 'store', 'uploadKey', 'smallKey'])
		.execute();
	const here = rows.filter(({ store }) => store === 'disk');
	await removeFrom(
		'files',
		here.flatMap(({ key, smallKey }) => (smallKey ? [key, smallKey] : [key]))
	);
	await removeFrom(
		'incoming',
		rows.map(({ key }) => key)
	);
	await removeFromService(rows.filter(({ store }) => store === 'uploadthing'));
	const gone = rows.map(({ key }) => key);
	if (gone.length > 0)
		await db.deleteFrom('files').where('key', 'in', gone).where('deletedAt', 'is not', null).execute();
}

/** The same after a commit, when nobody has to wait for it and the sweep makes up for a failure. */
export function eraseLater(keys: string[]): void {
	if (keys.length === 0) return;
	erase(keys).catch((error: unknown) => log().warn({ err: error }, 'files wait for the sweep to be erased'));
}
