import type { About, Viewer } from '$lib/accounts/account';
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

/** By which id a provider knows a person. */
export async function providerIdOf(db: Db, provider: string, userId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('identities')
		.where('userId', '=', userId)
		.where('provider', '=', provider)
		.select('providerId')
		.executeTakeFirst();
	return row?.providerId;
}

/** What somebody says of themselves. */
export async function aboutOf(db: Db, userId: string): Promise<About> {
	return db
		.selectFrom('users')
		.where('id', '=', userId)
		.select(['pronouns', 'status', 'about'])
		.executeTakeFirstOrThrow();
}

/** Whom a change of somebody concerns: the communities they are in, and those they have a conversation with. */
export async function circleOf(db: Db, userId: string): Promise<{ communityIds: string[]; partnerIds: string[] }> {
	const [communities, partners] = [
		await db.selectFrom('members').where('userId', '=', userId).select('communityId').execute(),
		await db
			.selectFrom('participants as mine')
			.innerJoin('participants as theirs', 'theirs.channelId', 'mine.channelId')
			.where('mine.userId', '=', userId)
			.where('theirs.userId', '<>', userId)
			.select('theirs.userId')
			.execute()
	];
	return {
		communityIds: communities.map(({ communityId }) => communityId),
		partnerIds: partners.map(({ userId }) => userId)
	};
}
