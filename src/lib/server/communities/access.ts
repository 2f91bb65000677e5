import type { Viewer } from '$lib/accounts/account';
import type { Community } from '$lib/communities/community';
import { permissionsOf, type Role } from '$lib/permissions';
import { Access } from '../access';
import { db } from '../db';
import { refuse } from '../refuse';
import { communityWithRole } from './queries';

/** Proof that `viewer` is a member of `community`. Only `enterCommunity`, below, hands one out; commands ask for it. */
class CommunityAccess extends Access {
	protected readonly isMember = true; // an object literal cannot pretend to be one

	constructor(
		viewer: Viewer,
		readonly community: Community,
		readonly role: Role
	) {
		super(viewer, permissionsOf(role));
	}
}
export type { CommunityAccess };

/** Lets members in. To everyone else the community does not exist. */
export async function enterCommunity(viewer: Viewer | null, communityId: string): Promise<CommunityAccess> {
	if (!viewer) refuse('sign-in-required');
	const found = await communityWithRole(db, communityId, viewer.id);
	if (!found) refuse('not-found');
	return new CommunityAccess(viewer, found.community, found.role);
}
