import { record } from '../audit/record';
import { db } from '../db';
import { retrying } from '../db/retry';
import { memberOf } from '../members/queries';
import { demandNow, memberBelow } from '../members/standing';
import { publish } from '../realtime/bus';
import { refresh } from '../realtime/hub';
import type { CommunityAccess } from './access';
import { enthrone } from './inheritance';

/** Gives the community to another member; whoever gave it away becomes an admin. */
export async function transferOwnership(access: CommunityAccess, userId: string): Promise<void> {
	access.demand('community.transfer');
	const { viewer, community } = access;
	const [heir, giver] = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const mine = await demandNow(trx, access, 'community.transfer');
			const [theirs, ours] = [
				await memberBelow(trx, mine, community.id, userId),
				(await memberOf(trx, community.id, viewer.id))!
			];
			await enthrone(trx, community.id, userId);
			await trx
				.updateTable('members')
				.set({ role: 'admin' })
				.where('communityId', '=', community.id)
				.where('userId', '=', viewer.id)
				.execute();
			await record(trx, access, { action: 'community.transferred', target: theirs });
			return [
				{ ...theirs, role: 'owner' as const },
				{ ...ours, role: 'admin' as const }
			];
		})
	);
	// Nobody loses anything: an admin sees all that an owner sees. The new owner may see more than before.
	await refresh(userId);
	for (const member of [giver!, heir!])
		publish(`community:${community.id}`, { type: 'member.changed', communityId: community.id, member });
}
