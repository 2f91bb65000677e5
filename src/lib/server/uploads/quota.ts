import { sql, type Transaction } from 'kysely';
import { config } from '../config';
import type { Schema } from '../db/schema';

/** There is no room for more files, for this person or in this server. */
export class NoRoom extends Error {
	constructor(readonly holder: 'person' | 'server') {
		super(
			holder === 'person'
				? 'Your files take all the room you have here. Delete messages with files to make some.'
				: 'The files of this server take all the room it has.'
		);
	}
}

type Kept = { ownerId: string; communityId: string | null; counted: number };

/** Everybody whose room a file takes, always in this order: whoever counts must not wait for each other crosswise. */
const holders = ({ ownerId, communityId }: Kept): { holder: 'person' | 'server'; holderId: string }[] => [
	{ holder: 'person', holderId: ownerId },
	...(communityId === null ? [] : [{ holder: 'server' as const, holderId: communityId }])
];

/** Counts files that are about to come; throws `NoRoom` when they do not fit, which undoes the transaction. */
export async function takeRoom(trx: Transaction<Schema>, files: Kept[]): Promise<void> {
	const bytes = files.reduce((sum, { counted }) => sum + counted, 0);
	for (const place of files[0] ? holders(files[0]) : []) {
		await trx
			.insertInto('fileUsage')
			.values({ ...place, bytes, files: files.length })
			.onDuplicateKeyUpdate({
				bytes: sql`bytes + ${bytes}`,
				files: sql`files + ${files.length}`
			})
			.execute();
		const now = await trx
			.selectFrom('fileUsage')
			.where('holder', '=', place.holder)
			.where('holderId', '=', place.holderId)
			.select('bytes')
			.executeTakeFirstOrThrow();
		if (Number(now.bytes) > config().fileQuotaOf[place.holder]) throw new NoRoom(place.holder);
	}
}

/** Gives back what files took. */
export async function giveBack(trx: Transaction<Schema>, files: Kept[]): Promise<void> {
	const sums = new Map<string, { holder: 'person' | 'server'; holderId: string; bytes: number; files: number }>();
	for (const file of files)
		for (const place of holders(file)) {
			const name = `${place.holder} ${place.holderId.padStart(20, '0')}`;
			const sum = sums.get(name) ?? { ...place, bytes: 0, files: 0 };
			sums.set(name, { ...sum, bytes: sum.bytes + file.counted, files: sum.files + 1 });
		}
	for (const [, { holder, holderId, bytes, files }] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
		await trx
			.updateTable('fileUsage')
			.set({ bytes: sql`greatest(bytes, ${bytes}) - ${bytes}`, files: sql`greatest(files, ${files}) - ${files}` })
			.where('holder', '=', holder)
			.where('holderId', '=', holderId)
			.execute();
}
