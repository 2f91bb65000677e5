import type { Viewer } from '$lib/accounts/account';
import type { Community } from '$lib/communities/community';
import { permissionsOf, type Permission, type Role } from '$lib/permissions';
import { refuse } from './refuse';

/** What proofs of access have in common: who was let in, where, as what, and what that allows. */
export abstract class Access {
	readonly permissions: ReadonlySet<Permission>;

	constructor(
		readonly viewer: Viewer,
		readonly community: Community,
		readonly role: Role
	) {
		this.permissions = permissionsOf(role);
	}

	may(permission: Permission): boolean {
		return this.permissions.has(permission);
	}

	demand(permission: Permission): void {
		if (!this.may(permission)) refuse('not-allowed');
	}
}
