import { sql } from 'kysely';
import type { Viewer } from '$lib/accounts/account';
import { movedBefore } from '$lib/rail/order';
import { db } from '../db';
import { retrying } from '../db/retry';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';

/** Puts a server before another one in the viewer's rail, or last. The order is theirs alone: nobody else is told. */
export async function moveInRail(viewer: Viewer, serverId: string, beforeId: string | null): Promise<void> {
	const ids = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const rows = await trx
				.selectFrom('members')
				.where('userId', '=', viewer.id)
				.orderBy('position')
				.orderBy('joinedAt')
				.select('communityId')
				.forUpdate()
				.execute();
			const known = rows.map(({ communityId }) => communityId);
			const order = movedBefore(known, serverId, beforeId) ?? refuse('not-found');
			// As text: numbers of this length are not exact where text and numbers meet. What is joined later stands at 0, behind.
			const place = sql<number>`cast(field(cast(community_id as char), ${sql.join(order)}) as signed) - ${order.length + 1}`;
			await trx
				.updateTable('members')
				.set({ position: place })
				.where('userId', '=', viewer.id)
				.where('communityId', 'in', order)
				.execute();
			return order;
		})
	);
	publish(`user:${viewer.id}`, { type: 'rail.ordered', ids });
}
