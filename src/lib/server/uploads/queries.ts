import { sql } from 'kysely';
import type { AttachedFile, FileKind } from '$lib/uploads/file';
import { isVisible } from '../channels/queries';
import type { Db } from '../db';

const columns = [
	'files.key',
	'files.name',
	'files.type',
	'files.size',
	'files.kind',
	'files.width',
	'files.height',
	'files.blur',
	'files.alt'
] as const;

type Row = Pick<AttachedFile, 'key' | 'name' | 'type' | 'size' | 'kind'> & {
	width: number | null;
	height: number | null;
	blur: string | null;
	alt: string;
};

const toAttached = ({ width, height, blur, alt, ...file }: Row): AttachedFile => ({
	...file,
	...(width !== null && height !== null && { width, height }),
	...(blur !== null && { blur }),
	...(alt !== '' && { alt })
});

/** The files of these lines of a channel, in their order. */
export async function filesOfLines(
	db: Db,
	channelId: string,
	seqs: number[]
): Promise<[seq: number, file: AttachedFile][]> {
	const [first, last] = [Math.min(...seqs), Math.max(...seqs)];
	const rows = await db
		.selectFrom('files')
		.where('channelId', '=', channelId)
		// A page has no holes: one stretch of the key instead of fifty points.
		.where((eb) => (last - first < 2 * seqs.length ? eb.between('seq', first, last) : eb('seq', 'in', seqs)))
		.where('deletedAt', 'is', null)
		.orderBy('seq')
		.orderBy('position')
		.select(columns)
		.select('seq')
		.execute();
	return rows.map(({ seq, ...row }) => [seq!, toAttached(row)]);
}

type Line = { channelId: string; seq: number };

/** The files of lines wherever they are; answers how to look them up. */
export async function filesAt(db: Db, lines: Line[]): Promise<(line: Line) => AttachedFile[]> {
	const found = new Map<string, AttachedFile[]>();
	const nameOf = ({ channelId, seq }: Line) => `${channelId} ${seq}`;
	if (lines.length > 0) {
		const rows = await db
			.selectFrom('files')
			.where(({ or, and, eb }) =>
				or(lines.map(({ channelId, seq }) => and([eb('channelId', '=', channelId), eb('seq', '=', seq)])))
			)
			.where('deletedAt', 'is', null)
			.orderBy('position')
			.select([...columns, 'channelId', 'seq'])
			.execute();
		for (const { channelId, seq, ...row } of rows) {
			const name = nameOf({ channelId: channelId!, seq: seq! });
			found.set(name, [...(found.get(name) ?? []), toAttached(row)]);
		}
	}
	return (line) => found.get(nameOf(line)) ?? [];
}

/**
 * What kinds of files these lines of a channel have, or had until they were deleted in the transaction that asks: what was
 * written down of a line can be taken back only while it is known.
 */
export async function kindsOfLines(db: Db, channelId: string, seqs: number[]): Promise<(seq: number) => FileKind[]> {
	const rows =
		seqs.length === 0
			? []
			: await db
					.selectFrom('files')
					.where('channelId', '=', channelId)
					.where('seq', 'in', seqs)
					.select(['seq', 'kind'])
					.distinct()
					.execute();
	return (seq) => rows.filter((row) => row.seq === seq).map(({ kind }) => kind);
}

/** Which of these files their owner uploaded for a channel and has not sent yet, in the order of the keys. */
export async function unsentFiles(
	db: Db,
	{ ownerId, channelId }: { ownerId: string; channelId: string },
	keys: string[]
): Promise<AttachedFile[]> {
	const rows = await db
		.selectFrom('files')
		.where('key', 'in', keys)
		.where('ownerId', '=', ownerId)
		.where('channelId', '=', channelId)
		.where('seq', 'is', null)
		.where('state', '=', 'stored')
		.where('deletedAt', 'is', null)
		.select(columns)
		.execute();
	const byKey = new Map(rows.map((row) => [row.key, toAttached(row)]));
	return keys.flatMap((key) => byKey.get(key) ?? []);
}

/** Uploads of a person that no message has taken, arrived or not. */
export async function countUnsent(db: Db, ownerId: string): Promise<number> {
	const { count } = await db
		.selectFrom('files')
		.where('ownerId', '=', ownerId)
		.where('seq', 'is', null)
		.where('channelId', 'is not', null)
		.where('deletedAt', 'is', null)
		.select(sql<number>`count(*)`.as('count'))
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** A file whose bytes somebody may send; undefined when nobody may, or may any more. */
export async function expectedFile(db: Db, key: string) {
	return db
		.selectFrom('files')
		.where('key', '=', key)
		.where('channelId', 'is not', null)
		.where('seq', 'is', null)
		.where('deletedAt', 'is', null)
		.select([...columns, 'ownerId', 'communityId', 'state', 'dueAt', 'store'])
		.executeTakeFirst();
}

/** What the sender of a file is told once it is here. */
export async function arrivedFile(db: Db, key: string): Promise<AttachedFile | undefined> {
	const row = await db
		.selectFrom('files')
		.where('key', '=', key)
		.where('state', '=', 'stored')
		.select(columns)
		.executeTakeFirst();
	return row && toAttached(row);
}

/**
 * A file of a message as `viewerId` may have it: who reads the channel reads its files, and an upload that was not sent yet is
 * its owner's. Undefined for everybody else, as when it does not exist.
 */
export async function attachmentFor(db: Db, key: string, viewerId: string) {
	return db
		.selectFrom('files')
		.innerJoin('channels', 'channels.id', 'files.channelId')
		.where('files.key', '=', key)
		.where('files.state', '=', 'stored')
		.where('files.deletedAt', 'is', null)
		.where('channels.deletedAt', 'is', null)
		.where(({ or, and, eb, exists, selectFrom }) =>
			or([
				and([eb('files.seq', 'is', null), eb('files.ownerId', '=', viewerId)]),
				and([
					eb('files.seq', 'is not', null),
					or([
						exists(
							selectFrom('members')
								.innerJoin('communities', 'communities.id', 'members.communityId')
								.whereRef('members.communityId', '=', 'channels.communityId')
								.where('members.userId', '=', viewerId)
								.where('communities.deletedAt', 'is', null)
								.where((eb) => isVisible(eb as never))
								.select('members.userId')
						),
						exists(
							selectFrom('participants')
								.whereRef('participants.channelId', '=', 'channels.id')
								.where('participants.userId', '=', viewerId)
								.select('participants.userId')
						)
					])
				])
			])
		)
		.select([...columns, 'files.store', 'files.uploadKey', 'files.smallKey'])
		.executeTakeFirst();
}
