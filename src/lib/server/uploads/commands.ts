import type { Viewer } from '$lib/accounts/account';
import { cleanLine } from '$lib/text';
import { FILES_PER_MESSAGE } from '$lib/uploads/file';
import type { ChannelAccess } from '../channels/access';
import { config } from '../config';
import { db } from '../db';
import { retrying } from '../db/retry';
import { hasRoomFor, newKey } from '../files/disk';
import { refuse } from '../refuse';
import { Wrong } from '../wrong';
import { eraseLater, markForErasure } from './erase';
import { countUnsent } from './queries';
import { NoRoom, takeRoom } from './quota';
import { hasService } from './service';

/** How long the bytes of a file are waited for, in milliseconds: as long as the address they are sent to works. */
const EXPECTED_FOR = 3600_000;
/** Files that one person may have uploaded, or be uploading, without sending them. */
const UNSENT = 50;

/** A file that somebody wants to send, as their browser describes it. */
export type Described = { name: string; size: number; type: string };

const wrong = (words: string) => new Wrong('files', words);

/** What people see a file called: the last part of its path, without what hides or turns the letters around. */
export function displayName(name: string): string {
	const last = name.slice(-2000).replace(/^.*[/\\]/s, '');
	// The end tells what kind of file it is.
	return [...cleanLine(last)].slice(-200).join('') || 'file';
}

const typeOf = (type: string) =>
	/^[\w.+-]{1,60}\/[\w.+-]{1,39}$/.test(type) ? type.toLowerCase() : 'application/octet-stream';

/** What is wrong with files somebody wants to send in one message, before a byte of them was sent. */
function examine(files: Described[]): void {
	const { fileLimit } = config();
	const limit = `${fileLimit / 1024 / 1024} MB`;
	if (files.length > FILES_PER_MESSAGE) throw wrong(`A message can have up to ${FILES_PER_MESSAGE} files.`);
	for (const { name, size } of files) {
		if (!Number.isSafeInteger(size) || size < 0) refuse('bad-request');
		if (size === 0) throw wrong(`“${displayName(name)}” is empty.`);
		if (size > fileLimit) throw wrong(`“${displayName(name)}” is larger than ${limit}.`);
	}
}

/** Gets ready for files that somebody wants to send in a channel: each has a key, and its room is taken, from now on. */
export async function expectFiles(access: ChannelAccess, files: Described[]): Promise<string[]> {
	if (!access.mayWrite) refuse('not-allowed');
	examine(files);
	const { viewer, channel } = access;
	const isAtService = hasService();
	const bytes = files.reduce((sum, { size }) => sum + size, 0);
	// Twice: a picture is there as it came and as it is drawn for a moment.
	if (!isAtService && !(await hasRoomFor(2 * bytes)))
		throw wrong('There is no room for files on this server just now.');
	if ((await countUnsent(db, viewer.id)) + files.length > UNSENT)
		throw wrong('Too many of your files wait to be sent. Send or remove some first.');
	const now = Date.now();
	const rows = files.map(({ name, size, type }) => ({
		key: newKey(),
		...{ ownerId: viewer.id, channelId: channel.id, communityId: channel.communityId },
		...{ name: displayName(name), type: typeOf(type), size, counted: size, kind: 'file' as const },
		...{ state: 'expected' as const, store: isAtService ? ('uploadthing' as const) : ('disk' as const) },
		...{ width: null, height: null, createdAt: new Date(now), dueAt: new Date(now + EXPECTED_FOR) }
	}));
	try {
		await retrying(() =>
			db.transaction().execute(async (trx) => {
				await takeRoom(trx, rows);
				await trx.insertInto('files').values(rows).execute();
			})
		);
	} catch (error) {
		throw error instanceof NoRoom ? wrong(error.message) : error;
	}
	return rows.map(({ key }) => key);
}

/** Takes back a file that its owner has not sent, whether or not all of it has arrived. */
export async function discardFile(viewer: Viewer, key: string): Promise<void> {
	const keys = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const mine = await trx
				.selectFrom('files')
				.where('key', '=', key)
				.where('ownerId', '=', viewer.id)
				.where('channelId', 'is not', null)
				.where('seq', 'is', null)
				.where('deletedAt', 'is', null)
				.select('key')
				.forUpdate()
				.executeTakeFirst();
			return mine ? markForErasure(trx, { keys: [key] }) : refuse('not-found');
		})
	);
	eraseLater(keys);
}

/** Gives up a file whose bytes are not to be kept. */
export async function forgetFile(key: string): Promise<void> {
	eraseLater(await retrying(() => db.transaction().execute((trx) => markForErasure(trx, { keys: [key] }))));
}
