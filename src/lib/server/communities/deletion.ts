import type { Transaction } from 'kysely';
import { record } from '../audit/record';
import { channelIdsOf } from '../channels/queries';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { demandNow } from '../members/standing';
import { publish } from '../realtime/bus';
import { revokeCommunity } from '../realtime/hub';
import type { CommunityAccess } from './access';

type Ending = { viewer: { id: string }; community: { id: string; name: string } };

/** Writes down that a community has ended, and by whom. */
export async function close(trx: Transaction<Schema>, { viewer, community }: Ending): Promise<void> {
	const { id, name } = community;
	await record(trx, { viewer, community }, { action: 'community.deleted', target: { id, name } });
	await trx.updateTable('communities').set({ deletedAt: new Date() }).where('id', '=', id).execute();
}

/** Ends a community for everybody in it. Its history stays in the database, out of everyone's reach. */
export async function deleteCommunity(access: CommunityAccess): Promise<void> {
	access.demand('community.delete');
	const { id, name } = access.community;
	const channelIds = await channelIdsOf(db, id);
	await revokeCommunity({ id, channelIds }, async () => {
		await retrying(() =>
			db.transaction().execute(async (trx) => {
				await demandNow(trx, access, 'community.delete');
				await close(trx, access);
			})
		);
		publish(`community:${id}`, { type: 'community.left', communityId: id, name, why: 'deleted', reason: '' });
	});
}
