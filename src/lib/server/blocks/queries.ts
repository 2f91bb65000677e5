import type { Person } from '$lib/members/people';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

/** Whether one of the two blocked the other. */
export async function areApart(db: Db, oneId: string, otherId: string): Promise<boolean> {
	if (oneId === otherId) return false;
	const row = await db
		.selectFrom('blocks')
		.where(({ or, and, eb }) =>
			or([
				and([eb('blockerId', '=', oneId), eb('blockedId', '=', otherId)]),
				and([eb('blockerId', '=', otherId), eb('blockedId', '=', oneId)])
			])
		)
		.select('blockerId')
		.executeTakeFirst();
	return row !== undefined;
}

/** Whom this person has blocked. */
export async function blockedBy(db: Db, userId: string): Promise<string[]> {
	const rows = await db.selectFrom('blocks').where('blockerId', '=', userId).select('blockedId').execute();
	return rows.map(({ blockedId }) => blockedId);
}

/** The same as people, by name. */
export async function blockedPeople(db: Db, userId: string): Promise<Person[]> {
	const rows = await db
		.selectFrom('blocks')
		.innerJoin('users', 'users.id', 'blocks.blockedId')
		.where('blocks.blockerId', '=', userId)
		.orderBy('users.displayName')
		.orderBy('users.id')
		.select(['users.id', 'users.displayName', 'users.handle', 'users.avatarFile'])
		.execute();
	return rows.map(({ displayName, avatarFile, ...rest }) => ({
		...{ ...rest, name: displayName },
		avatarUrl: fileUrl(avatarFile)
	}));
}
