import { writeFile } from 'node:fs/promises';
import { cleanLine } from '$lib/text';
import { db } from '../db';
import { incomingOf, newKey, removeFrom, settle } from './disk';
import { kindAt } from './kinds';
import { paint, PaintingFailed } from './painting';

/** Server pictures are squares of this many pixels: enough for a 96 px tile on a dense screen. */
const PICTURE_SIZE = 256;

function asUnread(error: unknown): null {
	if (error instanceof PaintingFailed) return null;
	throw error;
}

/** Keeps a square WebP drawn anew from the picture (so without its hidden data); null when it is no picture we read. */
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
			.values({ key, ownerId, name, type, size, width, height, createdAt: new Date() })
			.execute();
		return key;
	} finally {
		await removeFrom('incoming', [given, key]);
	}
}
