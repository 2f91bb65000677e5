import type { Transaction } from 'kysely';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';

/** Holds somebody who is about to come in somewhere: whoever deletes their account meanwhile is let in nowhere. */
export async function demandAlive(trx: Transaction<Schema>, userId: string): Promise<void> {
	const found = await trx
		.selectFrom('users')
		.where('id', '=', userId)
		.where('deletedAt', 'is', null)
		.select('id')
		.forUpdate()
		.executeTakeFirst();
	if (!found) refuse('sign-in-required');
}
