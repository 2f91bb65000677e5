import type { Viewer } from '$lib/accounts/account';
import type { Community } from '$lib/communities/community';
import { permissionsOf, type Permission, type Role } from '$lib/permissions';
import { db } from '../db';
import { refuse } from '../refuse';
import { communityWithRole } from './queries';

/** Proof that `viewer` is a member of `community`. Only `enterCommunity`, below, hands one out; commands ask for it. */
class CommunityAccess {
	readonly #brand = true; // an object literal cannot pretend to be one
	readonly permissions: ReadonlySet<Permission>;

	constructor(
		readonly viewer: Viewer,
		readonly community: Community,
		readonly role: Role
	) {
		this.permissions = permissionsOf(role);
	}

	may(permission: Permission): boolean {
		return this.#brand && this.permissions.has(permission);
	}

	demand(permission: Permission): void {
		if (!this.may(permission)) refuse('not-allowed');
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
