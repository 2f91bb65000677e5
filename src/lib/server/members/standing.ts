import type { Transaction } from 'kysely';
import type { Member } from '$lib/members/member';
import { outranks, permissionsOf, type Permission, type Role } from '$lib/permissions';
import type { AccessByRole } from '../access';
import type { Db } from '../db';
import type { Schema } from '../db/schema';
import { lockCommunity } from '../communities/lock';
import { refuse } from '../refuse';
import { memberOf, roleOf } from './queries';

type Asker = Pick<AccessByRole, 'viewer' | 'community'>;

/** Holds the community, then asks anew what the viewer is in it: what they were when they knocked may be over. */
export async function standingNow(trx: Transaction<Schema>, { viewer, community }: Asker): Promise<Role> {
	await lockCommunity(trx, community.id);
	return (await roleOf(trx, community.id, viewer.id)) ?? refuse('not-found');
}

/** The same, and it must still allow `permission`. */
export async function demandNow(trx: Transaction<Schema>, asker: Asker, permission: Permission): Promise<Role> {
	const role = await standingNow(trx, asker);
	if (!permissionsOf(role).has(permission)) refuse('not-allowed');
	return role;
}

/** The member somebody of this role is about to act on. Nobody acts on an equal, so neither on themself. */
export async function memberBelow(db: Db, role: Role, communityId: string, userId: string): Promise<Member> {
	const member = (await memberOf(db, communityId, userId)) ?? refuse('not-found');
	if (!outranks(role, member.role)) refuse('not-allowed');
	return member;
}
