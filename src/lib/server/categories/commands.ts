import { sql } from 'kysely';
import type { Transaction } from 'kysely';
import { record } from '../audit/record';
import { putAllInto } from '../channels/places';
import { categoriesOf, channelsById } from '../channels/queries';
import { structureChange } from '../channels/structure-change';
import type { CommunityAccess } from '../communities/access';
import { inTurn } from '../communities/in-turn';
import { newId } from '../db/id';
import type { Schema } from '../db/schema';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { Wrong } from '../wrong';

const MOST_CATEGORIES = 50;

type Named = { id: string; name: string };

/** Numbers them 0, 1, 2 … in this order; under the community's lock. */
async function number(trx: Transaction<Schema>, order: Named[]): Promise<void> {
	if (order.length === 0) return;
	const cases = order.map(({ id }, place) => sql`when ${id} then ${place}`);
	await trx
		.updateTable('categories')
		.set({ position: sql<number>`case id ${sql.join(cases, sql` `)} end` })
		.where(
			'id',
			'in',
			order.map(({ id }) => id)
		)
		.execute();
}

/** Changes the categories in one go; everybody in the community hears the new list. `apply` adds the channels that went elsewhere to `moved`. */
async function change(
	access: CommunityAccess,
	apply: (trx: Transaction<Schema>, before: Named[], moved: string[]) => Promise<void>
): Promise<void> {
	access.demand('channels.manage');
	const communityId = access.community.id;
	await inTurn(communityId, async () => {
		const { categories, channels } = await structureChange(access, 'channels.manage', async ({ trx }) => {
			const moved: string[] = [];
			await apply(trx, await categoriesOf(trx, communityId), moved);
			return { categories: await categoriesOf(trx, communityId), channels: await channelsById(trx, moved) };
		});
		// Channels that go elsewhere go first, so that they are never in a category that is gone.
		for (const channel of channels) publish(`head:${channel.id}`, { type: 'channel.changed', channel });
		publish(`community:${communityId}`, { type: 'categories.changed', communityId, categories });
	});
}

const find = (all: Named[], id: string): Named => all.find((one) => one.id === id) ?? refuse('not-found');

/** Makes an empty category at the end. Answers its id. */
export async function createCategory(access: CommunityAccess, { name }: { name: string }): Promise<string> {
	const id = await newId();
	const communityId = access.community.id;
	await change(access, async (trx, before) => {
		if (before.length >= MOST_CATEGORIES)
			throw new Wrong(
				'name',
				`A server can have up to ${MOST_CATEGORIES} categories. Delete one that is not needed any more.`
			);
		await trx.insertInto('categories').values({ id, communityId, name, position: before.length }).execute();
		await number(trx, [...before, { id, name }]);
		await record(trx, access, { action: 'category.created', target: { id, name } });
	});
	return id;
}

/** Gives a category another name. */
export async function renameCategory(
	access: CommunityAccess,
	{ categoryId, name }: { categoryId: string; name: string }
): Promise<void> {
	await change(access, async (trx, before) => {
		const found = find(before, categoryId);
		if (found.name === name) return;
		await trx.updateTable('categories').set({ name }).where('id', '=', categoryId).execute();
		const detail = `${found.name} → ${name}`;
		await record(trx, access, { action: 'category.edited', target: { id: categoryId, name }, detail });
	});
}

/** Puts a category in front of another one, or with an empty `before` at the end. */
export async function moveCategory(
	access: CommunityAccess,
	{ categoryId, before: next }: { categoryId: string; before: string }
): Promise<void> {
	await change(access, async (trx, before) => {
		const moved = find(before, categoryId);
		if (next) find(before, next);
		if (next === categoryId) return;
		const others = before.filter(({ id }) => id !== categoryId);
		const at = next ? others.findIndex(({ id }) => id === next) : others.length;
		const order = others.toSpliced(at, 0, moved);
		await number(trx, order);
		if (order.some(({ id }, place) => id !== before[place]!.id))
			await record(trx, access, { action: 'category.moved', target: moved });
	});
}

/** Takes a category away; its channels, the hidden ones too, go to the end of another one. The last one stays. */
export async function deleteCategory(
	access: CommunityAccess,
	{ categoryId, to }: { categoryId: string; to: string }
): Promise<void> {
	await change(access, async (trx, before, moved) => {
		const gone = find(before, categoryId);
		if (before.length === 1) throw new Wrong('to', 'A server keeps at least one category for its channels.');
		if (to === categoryId || !before.some(({ id }) => id === to))
			throw new Wrong('to', 'Choose another category for its channels.');
		const { count, changed } = await putAllInto(trx, categoryId, to);
		// Channels that were deleted long ago lie in it too.
		await trx.updateTable('channels').set({ categoryId: null }).where('categoryId', '=', categoryId).execute();
		await trx.deleteFrom('categories').where('id', '=', categoryId).execute();
		await number(
			trx,
			before.filter(({ id }) => id !== categoryId)
		);
		const detail = `its channels went to ${find(before, to).name}`;
		await record(trx, access, { action: 'category.deleted', target: gone, ...(count > 0 && { detail }) });
		moved.push(...changed);
	});
}
