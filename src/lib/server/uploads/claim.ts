import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema';
import { Wrong } from '../wrong';

/** The files a line brings, and what stands for those that cannot be seen. */
export type Brought = { keys: string[]; alt: Record<string, string> };

/** What to say when files are not there to be sent: never uploaded, sent already, deleted, or somebody else's. */
function filesGone(): Wrong {
	return new Wrong('files', 'Some of these files are not there any more. Please attach them again.');
}

/** Gives uploads of `ownerId` to a line of their channel, once and all of them; otherwise throws, and nothing was written. */
export async function claimFiles(
	trx: Transaction<Schema>,
	{ channelId, seq, ownerId }: { channelId: string; seq: number; ownerId: string },
	{ keys, alt }: Brought
): Promise<void> {
	const wording = keys.map((key) => sql`when ${key} then ${alt[key] ?? ''}`);
	const { numUpdatedRows } = await trx
		.updateTable('files')
		.set({
			seq,
			dueAt: null,
			position: sql<number>`field(\`key\`, ${sql.join(keys)})`,
			alt: sql<string>`case \`key\` ${sql.join(wording, sql` `)} else '' end`
		})
		.where('key', 'in', keys)
		.where('ownerId', '=', ownerId)
		.where('channelId', '=', channelId)
		.where('seq', 'is', null)
		.where('state', '=', 'stored')
		.where('deletedAt', 'is', null)
		.executeTakeFirst();
	if (Number(numUpdatedRows) !== keys.length) throw filesGone();
}
