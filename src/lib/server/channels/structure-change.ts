import type { Transaction } from 'kysely';
import { permissionsOf, type Permission, type Role } from '$lib/permissions';
import type { Access } from '../access';
import { lockCommunity } from '../communities/lock';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { roleOf } from '../members/queries';
import { refuse } from '../refuse';

/** Whoever changes the structure of a community, with the role they have now, and the transaction to do it in. */
export type Maker = { trx: Transaction<Schema>; communityId: string; role: Role };

/** One change of a community's channels and categories, under its lock, by somebody who may do that at this very moment. */
export function structureChange<T>(
	{ community, viewer }: Access,
	permission: Permission,
	change: (maker: Maker) => Promise<T>
): Promise<T> {
	return retrying(() =>
		db.transaction().execute(async (trx) => {
			await lockCommunity(trx, community.id);
			const role = (await roleOf(trx, community.id, viewer.id)) ?? refuse('not-found');
			if (!permissionsOf(role).has(permission)) refuse('not-allowed');
			return change({ trx, communityId: community.id, role });
		})
	);
}
