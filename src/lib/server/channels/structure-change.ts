import type { Transaction } from 'kysely';
import type { Permission, Role } from '$lib/permissions';
import type { AccessByRole } from '../access';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { demandNow } from '../members/standing';

/** Whoever changes the structure of a community, with the role they have now, and the transaction to do it in. */
export type Maker = { trx: Transaction<Schema>; communityId: string; role: Role };

/** One change of a community's channels and categories, under its lock, by somebody who may do that at this very moment. */
export function structureChange<T>(
	access: AccessByRole,
	permission: Permission,
	change: (maker: Maker) => Promise<T>
): Promise<T> {
	return retrying(() =>
		db.transaction().execute(async (trx) => {
			const role = await demandNow(trx, access, permission);
			return change({ trx, communityId: access.community.id, role });
		})
	);
}
