import { randomInt } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { config } from '../config';
import { atMost } from '../at-most';
import { db } from '../db';

/** Server pictures are squares of this many pixels: enough for a 96 px tile on a dense screen. */
const PICTURE_SIZE = 256;
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

// Vector pictures can carry scripts and reach for other files; nobody needs one as an icon.
sharp.block({ operation: ['VipsForeignLoadSvg', 'VipsForeignLoadPdf'] });

const newKey = () => Array.from({ length: 26 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

async function pathOf(key: string): Promise<string> {
	const folder = join(config().dataDir, 'files');
	await mkdir(folder, { recursive: true });
	return join(folder, key);
}

/** Writes all the bytes or nothing under the name: a crash half-way leaves no half picture to be served. */
async function write(key: string, bytes: Buffer): Promise<void> {
	const path = await pathOf(key);
	const file = await open(`${path}.part`, 'wx', 0o600);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(`${path}.part`, path);
}

/** A picture unpacks to a hundred times its bytes: one at a time, and none with more dots than a good camera makes. */
const oneAtATime = atMost(1);
const PIXELS = 24_000_000;

function draw(bytes: Buffer): Promise<Buffer> {
	return sharp(bytes, { limitInputPixels: PIXELS, pages: 1, failOn: 'error' })
		.rotate()
		.resize(PICTURE_SIZE, PICTURE_SIZE, { fit: 'cover' })
		.webp({ quality: 82 })
		.timeout({ seconds: 10 })
		.toBuffer();
}

/** Keeps a square WebP drawn anew from the picture (so without its hidden data); null when it is no picture we read. */
export async function storePicture(ownerId: string, picture: File): Promise<string | null> {
	const bytes = Buffer.from(await picture.arrayBuffer());
	const square = await oneAtATime(() => draw(bytes)).catch(() => null);
	if (!square) return null;
	const key = newKey();
	await write(key, square);
	const size = { size: square.length, width: PICTURE_SIZE, height: PICTURE_SIZE };
	const name = picture.name.slice(0, 255) || 'picture';
	await db
		.insertInto('files')
		.values({ key, ownerId, name, type: 'image/webp', ...size, createdAt: new Date() })
		.execute();
	return key;
}

/** The bytes of a stored file; null when the disk does not have them. */
export async function readStored(key: string): Promise<Buffer | null> {
	return readFile(await pathOf(key)).catch((error: NodeJS.ErrnoException) => {
		if (error.code === 'ENOENT') return null;
		throw error;
	});
}
