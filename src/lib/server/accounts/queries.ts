import type { Viewer } from '$lib/accounts/account';
import type { Db } from '../db';
import { fileUrl } from '../files/url';
import { skeletonOf } from './skeleton';

/** The person behind a provider's identity; undefined before their first visit. */
export async function viewerOf(db: Db, provider: string, providerId: string): Promise<Viewer | undefined> {
	const row = await db
		.selectFrom('identities')
		.innerJoin('users', 'users.id', 'identities.userId')
		.where('identities.provider', '=', provider)
		.where('identities.providerId', '=', providerId)
		.where('users.deletedAt', 'is', null)
		.select(['users.id', 'users.handle', 'users.displayName', 'users.avatarFile'])
		.executeTakeFirst();
	return row && { id: row.id, handle: row.handle, name: row.displayName, avatarUrl: fileUrl(row.avatarFile) };
}

/** Whether somebody has this handle, or one that is taken for it. Handles are public: telling is no secret. */
export async function isHandleTaken(db: Db, handle: string): Promise<boolean> {
	const found = await db
		.selectFrom('users')
		.where((eb) => eb.or([eb('handle', '=', handle), eb('handleSkeleton', '=', skeletonOf(handle))]))
		.select('id')
		.executeTakeFirst();
	return !!found;
}
