import type { Db } from '../db';
import { isAlive } from '../invites/queries';

/** The type of somebody's picture; people who have signed in see it wherever they learn of its key. */
export async function avatarFor(db: Db, key: string) {
	return db
		.selectFrom('files')
		.innerJoin('users', 'users.id', 'files.ownerId')
		.where('files.key', '=', key)
		.whereRef('users.avatarFile', '=', 'files.key')
		.select(['files.type', 'files.size'])
		.executeTakeFirst();
}

/** The type of a stored server picture, for its members and for holders of a working invite; undefined for all others. */
export async function pictureFor(db: Db, key: string, who: { viewerId: string | null; invite: string | null }) {
	return db
		.selectFrom('files')
		.innerJoin('communities', 'communities.iconFile', 'files.key')
		.where('files.key', '=', key)
		.where('communities.deletedAt', 'is', null)
		.where(({ or, exists, selectFrom }) =>
			or([
				exists(
					selectFrom('members')
						.whereRef('members.communityId', '=', 'communities.id')
						.where('members.userId', '=', who.viewerId ?? '0')
						.select('members.userId')
				),
				exists(
					selectFrom('invites')
						.whereRef('invites.communityId', '=', 'communities.id')
						.where('invites.code', '=', who.invite ?? '')
						.where(isAlive)
						.select('invites.code')
				)
			])
		)
		.select(['files.type', 'files.size'])
		.executeTakeFirst();
}
