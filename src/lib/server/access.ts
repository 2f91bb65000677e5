import type { Viewer } from '$lib/accounts/account';
import type { Community } from '$lib/communities/community';
import type { Permission, Role } from '$lib/permissions';
import { refuse } from './refuse';

/** What proofs of access have in common: who was let in, and what that allows. */
export abstract class Access {
	constructor(
		readonly viewer: Viewer,
		readonly permissions: ReadonlySet<Permission>
	) {}

	may(permission: Permission): boolean {
		return this.permissions.has(permission);
	}

	demand(permission: Permission): void {
		if (!this.may(permission)) refuse('not-allowed');
	}
}

/** Let in to a community, or to something in it, by a role. */
export type AccessByRole = Access & { readonly community: Community; readonly role: Role };
