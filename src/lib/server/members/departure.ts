import type { Transaction } from 'kysely';
import type { Schema } from '../db/schema';
import { channelIdsOf } from '../channels/queries';

/** Ends a membership and what it opened: rooms that named this person do not know them when they come back. */
export async function takeOut(trx: Transaction<Schema>, communityId: string, userId: string): Promise<void> {
	await trx.deleteFrom('members').where('communityId', '=', communityId).where('userId', '=', userId).execute();
	// The ids first: with them each grant is one look-up by its key.
	const channelIds = await channelIdsOf(trx, communityId);
	if (channelIds.length === 0) return;
	await trx
		.deleteFrom('channelGrants')
		.where('channelId', 'in', channelIds)
		.where('grantee', '=', `user:${userId}`)
		.execute();
}
