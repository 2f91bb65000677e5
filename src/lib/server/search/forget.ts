import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema';
import { kindsOfLines } from '../uploads/queries';
import { bitColumns, blockOf, termsOf } from './terms';

/**
 * Takes the words that a line has now out of what can be searched. Part of every change of a line, before it: a word that
 * was deleted is in the index no longer than in the message.
 */
export async function forget(trx: Transaction<Schema>, channelId: string, seq: number): Promise<void> {
	// The message first and then its terms, as the indexing takes them: whoever comes second waits.
	const message = await trx
		.selectFrom('messages')
		.where('channelId', '=', channelId)
		.where('seq', '=', seq)
		.select(['body', 'authorId'])
		.forUpdate()
		.executeTakeFirst();
	if (!message) return;
	const kinds = (await kindsOfLines(trx, channelId, [seq]))(seq);
	const terms = [...termsOf({ ...message, kinds })].sort();
	const column = bitColumns[(seq % 256) >> 5]!;
	await trx
		.updateTable('searchTerms')
		.set({ [column]: sql`${sql.ref(column)} & ${~(1 << (seq & 31)) >>> 0}` })
		.where('channelId', '=', channelId)
		.where('term', 'in', terms)
		.where('block', '=', blockOf(seq))
		.execute();
	const emptied = trx
		.deleteFrom('searchTerms')
		.where('channelId', '=', channelId)
		.where('term', 'in', terms)
		.where('block', '=', blockOf(seq));
	await bitColumns.reduce((query, name) => query.where(name, '=', 0), emptied).execute();
}
