import type { Db } from '../db';

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
