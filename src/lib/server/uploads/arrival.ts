import type { AttachedFile } from '$lib/uploads/file';
import { counts } from '../counts';
import { db } from '../db';
import { incomingOf, newKey, removeFrom, settle } from '../files/disk';
import { kindAt } from '../files/kinds';
import { paint, type Drawn } from '../files/painting';
import { arrivedFile, expectedFile } from './queries';
import { fetchFromService, putAtService, removeUploads } from './service';

/** How long a file that arrived waits to be sent, in milliseconds. */
const UNSENT_FOR = 24 * 3600_000;

type Expected = NonNullable<Awaited<ReturnType<typeof expectedFile>>>;
type Arrived = Partial<Omit<Drawn, 'blur'>> & {
	kind: AttachedFile['kind'];
	blur?: string | null;
	uploadKey?: string;
	smallKey?: string;
};

/** Draws a picture that arrived anew; null when it is none we read. The two new files are in `incoming` under these names. */
async function drawn(file: Expected, names: { main: string; small: string }): Promise<Drawn | null> {
	const [from, main, small] = [await incomingOf(file.key), await incomingOf(names.main), await incomingOf(names.small)];
	return paint(file.ownerId, { from, main, small });
}

/** What the bytes are, and so how they may be shown; what says it is a picture but cannot be drawn is just a file. */
async function keepHere(file: Expected): Promise<Arrived> {
	const { kind, type } = await kindAt(await incomingOf(file.key));
	if (kind === 'audio' || kind === 'video') {
		await settle(await incomingOf(file.key), file.key);
		return { kind, type };
	}
	const names = { main: newKey(), small: newKey() };
	try {
		const picture = kind === 'image' ? await drawn(file, names) : null;
		if (!picture) {
			await settle(await incomingOf(file.key), file.key);
			return { kind: 'file' };
		}
		await settle(await incomingOf(names.small), names.small);
		await settle(await incomingOf(names.main), file.key);
		await removeFrom('incoming', [file.key]);
		return { kind, ...picture, smallKey: names.small };
	} finally {
		await removeFrom('incoming', Object.values(names));
	}
}

/** The same for what the service holds: pictures come here to be drawn anew, and the service gets those instead. */
async function keepAtService(file: Expected, uploadKey: string): Promise<Arrived> {
	const names = { main: newKey(), small: newKey() };
	const here = await incomingOf(file.key);
	try {
		await fetchFromService(uploadKey, here, 64);
		const { kind, type } = await kindAt(here);
		if (kind === 'audio' || kind === 'video') return { kind, type, uploadKey };
		if (kind === 'file') return { kind, uploadKey };
		await removeFrom('incoming', [file.key]);
		await fetchFromService(uploadKey, here, file.size);
		const picture = await drawn(file, names);
		if (!picture) return { kind: 'file', uploadKey };
		const main = await putAtService(await incomingOf(names.main), file.name, picture.type);
		const smallKey = await putAtService(await incomingOf(names.small), 'small.webp', 'image/webp');
		await removeUploads([uploadKey]);
		return { kind, ...picture, uploadKey: main, smallKey };
	} finally {
		await removeFrom('incoming', [file.key, ...Object.values(names)]);
	}
}

/**
 * All bytes of an expected file are here, or at the service under `uploadKey`: from now on it is its owner's to send. Answers
 * what it turned out to be; undefined when nobody expects it any more.
 */
export async function arrive(key: string, uploadKey: string): Promise<AttachedFile | undefined> {
	const file = await expectedFile(db, key);
	if (!file) return undefined;
	if (file.state === 'stored') return arrivedFile(db, key);
	const arrived = file.store === 'disk' ? await keepHere(file) : await keepAtService(file, uploadKey);
	const { numUpdatedRows } = await db
		.updateTable('files')
		.set({ ...arrived, state: 'stored', writer: null, writerUntil: null, dueAt: new Date(Date.now() + UNSENT_FOR) })
		.where('key', '=', key)
		.where('state', '=', 'expected')
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
	if (numUpdatedRows !== 1n) return undefined;
	counts.uploads += 1;
	counts.uploadedBytes += Number(file.size);
	return arrivedFile(db, key);
}
