import { sql, type Transaction } from 'kysely';
import type { Schema } from '../db/schema';

/** The living channels of a category in their order, those included that whoever moves them does not see. */
async function orderOf(trx: Transaction<Schema>, categoryId: string) {
	return trx
		.selectFrom('channels')
		.where('categoryId', '=', categoryId)
		.where('deletedAt', 'is', null)
		.orderBy('position')
		.orderBy('id')
		.select(['id', 'position'])
		.execute();
}

/** Numbers them 0, 1, 2 … in this order; answers those whose row changed. Under the community's lock. */
async function number(trx: Transaction<Schema>, rows: { id: string; position: number }[]): Promise<string[]> {
	const moved = rows.map((row, place) => ({ ...row, place })).filter(({ position, place }) => position !== place);
	const ids = moved.map(({ id }) => id);
	if (ids.length === 0) return [];
	const cases = moved.map(({ id, place }) => sql`when ${id} then ${place}`);
	await trx
		.updateTable('channels')
		.set({ position: sql<number>`case id ${sql.join(cases, sql` `)} end` })
		.where('id', 'in', ids)
		.execute();
	return ids;
}

/** Closes the gaps in a category; answers the channels that have another number now. */
export async function closeGaps(trx: Transaction<Schema>, categoryId: string): Promise<string[]> {
	return number(trx, await orderOf(trx, categoryId));
}

/** Puts a channel into a category: in front of another one, or at the end. Answers every channel whose row changed. */
export async function putInto(
	trx: Transaction<Schema>,
	channel: { id: string; categoryId: string | null },
	place: { categoryId: string; before: string }
): Promise<string[]> {
	const isElsewhere = channel.categoryId !== place.categoryId;
	if (isElsewhere)
		await trx.updateTable('channels').set({ categoryId: place.categoryId }).where('id', '=', channel.id).execute();
	const rows = await orderOf(trx, place.categoryId);
	const own = rows.filter(({ id }) => id === channel.id);
	const others = rows.filter(({ id }) => id !== channel.id);
	const at = others.findIndex(({ id }) => id === place.before);
	const changed = await number(trx, others.toSpliced(at < 0 ? others.length : at, 0, ...own));
	const left = isElsewhere && channel.categoryId ? await closeGaps(trx, channel.categoryId) : [];
	return [...new Set([...(isElsewhere ? [channel.id] : []), ...changed, ...left])];
}

/** Puts all living channels of one category at the end of another; answers how many, and every channel whose row changed. */
export async function putAllInto(
	trx: Transaction<Schema>,
	from: string,
	to: string
): Promise<{ count: number; changed: string[] }> {
	const [moving, there] = [await orderOf(trx, from), await orderOf(trx, to)];
	await trx
		.updateTable('channels')
		.set({ categoryId: to })
		.where('categoryId', '=', from)
		.where('deletedAt', 'is', null)
		.execute();
	const renumbered = await number(trx, [...there, ...moving]);
	return { count: moving.length, changed: [...new Set([...moving.map(({ id }) => id), ...renumbered])] };
}
