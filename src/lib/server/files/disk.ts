import { randomInt } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { config } from '../config';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A name nobody can guess; what people call their files never reaches the disk. */
export const newKey = () => Array.from({ length: 26 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Where finished files lie, and where they arrive: next to each other, so that moving one is renaming it. */
const folders = { files: 'files', incoming: 'incoming' } as const;
type Folder = keyof typeof folders;

async function folder(which: Folder): Promise<string> {
	const path = join(config().dataDir, folders[which]);
	await mkdir(path, { recursive: true, mode: 0o700 });
	return path;
}

/** Where a file lies. */
export const pathOf = async (key: string) => join(await folder('files'), key);
/** Where its bytes gather until they are all there. */
export const incomingOf = async (key: string) => join(await folder('incoming'), key);

async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
	const file = await open(path, flags);
	try {
		await file.sync();
	} finally {
		await file.close();
	}
}

/** Gives bytes that arrived their name, for good: a crash leaves the whole file there or none. */
export async function settle(incoming: string, key: string): Promise<void> {
	await sync(incoming, 'r+');
	await rename(incoming, await pathOf(key));
	await sync(await folder('files'), 'r');
}

/** What a folder holds. */
export async function namesIn(which: Folder): Promise<string[]> {
	return readdir(await folder(which));
}

/** The bytes of a file that is there; undefined when it is not. */
export async function sizeAt(path: string): Promise<number | undefined> {
	return (await statAt(path))?.size;
}

/** When somebody last wrote to a file, in milliseconds; undefined when it is not there. */
export async function writtenAt(path: string): Promise<number | undefined> {
	return (await statAt(path))?.mtimeMs;
}

async function statAt(path: string) {
	try {
		return await stat(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Removes files from this disk, where they are. */
export async function removeFrom(which: Folder, keys: string[]): Promise<void> {
	const place = await folder(which);
	for (const key of keys) await rm(join(place, key), { force: true });
}

/** Whether so many bytes more leave as much of the disk free as there has to be: a full disk also stops the database. */
export async function hasRoomFor(bytes: number): Promise<boolean> {
	const { bavail, bsize } = await statfs(await folder('incoming'));
	return bavail * bsize - bytes >= config().freeSpaceFloor;
}

/** Whether an error says that the disk is full. */
export function isDiskFull(error: unknown): boolean {
	const { code } = error as { code?: string };
	return code === 'ENOSPC' || code === 'EDQUOT';
}
