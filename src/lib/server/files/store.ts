import { writeFile } from 'node:fs/promises';
import type { Transaction } from 'kysely';
import { cleanLine } from '$lib/text';
import { db } from '../db';
import type { Schema } from '../db/schema';
import { markForErasure } from '../uploads/erase';
import { incomingOf, newKey, removeFrom, settle } from './disk';
import { kindAt } from './kinds';
import { paint, PaintingFailed } from './painting';

/** Server pictures are squares of this many pixels: enough for a 96 px tile on a dense screen. */
const PICTURE_SIZE = 256;

function asUnread(error: unknown): null {
	if (error instanceof PaintingFailed) return null;
	throw error;
}

/** A picture that nothing has taken by then is swept, in milliseconds. */
const UNUSED_FOR = 3600_000;

/**
 * Keeps a square WebP drawn anew from the picture (so without its hidden data) until `replacePicture`
 * takes it; null when it is no picture we read.
 */
export async function storePicture(ownerId: string, picture: File): Promise<string | null> {
	const [given, key] = [newKey(), newKey()];
	const [from, main] = [await incomingOf(given), await incomingOf(key)];
	try {
		await writeFile(from, Buffer.from(await picture.arrayBuffer()), { flag: 'wx', mode: 0o600 });
		const isPicture = (await kindAt(from)).kind === 'image';
		const drawn = isPicture ? await paint(ownerId, { from, main, side: PICTURE_SIZE }).catch(asUnread) : null;
		if (!drawn) return null;
		await settle(main, key);
		const { type, size, width, height } = drawn;
		const name = cleanLine(picture.name.slice(0, 255)) || 'picture';
		await db
			.insertInto('files')
			.values({
				...{ key, ownerId, name, type, size, width, height },
				...{ createdAt: new Date(), dueAt: new Date(Date.now() + UNUSED_FOR) }
			})
			.execute();
		return key;
	} finally {
		await removeFrom('incoming', [given, key]);
	}
}

/**
 * Lets one picture take the place of another, or of none, as part of what says whose it is. Answers the keys whose bytes are to
 * go after the commit.
 */
export async function replacePicture(
	trx: Transaction<Schema>,
	before: string | null,
	now: string | null
): Promise<string[]> {
	if (before === now) return [];
	if (now) await trx.updateTable('files').set({ dueAt: null }).where('key', '=', now).execute();
	return before ? markForErasure(trx, { keys: [before] }) : [];
}
