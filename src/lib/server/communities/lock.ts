import type { Transaction } from 'kysely';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';

/**
 * Holds the community's row to the end of the transaction. Whatever changes who may do what begins with this, then reads
 * roles anew: so of two such changes the second sees the first, and there is always exactly one owner.
 */
export async function lockCommunity(trx: Transaction<Schema>, communityId: string): Promise<void> {
	const held = await trx
		.selectFrom('communities')
		.where('id', '=', communityId)
		.where('deletedAt', 'is', null)
		.select('id')
		.forUpdate()
		.executeTakeFirst();
	if (!held) refuse('not-found');
}
