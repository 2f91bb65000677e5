import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import type { Viewer } from '$lib/accounts/account';
import { enterChannel } from '../channels/access';
import { createChannel, deleteChannel } from '../channels/commands';
import { channelsFor } from '../channels/queries';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { createCategory, deleteCategory, moveCategory, renameCategory } from './commands';

freshWorld();

const { observatory, lobby, staff, news } = places;
const { ada, alan, grace, linus, mallory } = people;
const enter = (who: Viewer) => enterCommunity(who, observatory);
const make = async (name: string, who = ada) => createCategory(await enter(who), { name });
const list = async (who = ada) =>
	(await channelsFor(db, observatory, who.id)).map(({ name, channels }) => [name, ...channels.map((one) => one.name)]);
const positions = async () =>
	(
		await db
			.selectFrom('categories')
			.where('communityId', '=', observatory)
			.orderBy('position')
			.select('position')
			.execute()
	).map(({ position }) => position);
const audit = () => db.selectFrom('auditEntries').orderBy('id').select(['action', 'targetName', 'detail']).execute();
const attempts = async (who: Viewer) => {
	const access = await enter(who);
	return [
		createCategory(access, { name: 'New' }),
		renameCategory(access, { categoryId: '251', name: 'Renamed' }),
		moveCategory(access, { categoryId: '251', before: '' }),
		deleteCategory(access, { categoryId: '251', to: '251' })
	];
};

test('owner, admin and moderator make, rename, move and delete categories; everybody hears the list', async () => {
	const [inside, outside] = [listenerTo(`community:${observatory}`), listenerTo(`community:${places.elsewhere}`)];
	const rooms = await make('Rooms', grace);
	await renameCategory(await enter(alan), { categoryId: rooms, name: 'Green rooms' });
	await moveCategory(await enter(grace), { categoryId: rooms, before: '251' });
	expect(await list()).toEqual([['Green rooms'], ['Text', 'lobby', 'staff', 'news']]);
	await deleteCategory(await enter(grace), { categoryId: rooms, to: '251' });
	const told = inside.heard.flatMap((frame) =>
		frame.type === 'categories.changed' ? [frame.categories.map(({ name }) => name)] : []
	);
	expect(told).toEqual([['Text', 'Rooms'], ['Text', 'Green rooms'], ['Green rooms', 'Text'], ['Text']]);
	expect(outside.heard).toEqual([]);
	expect(await audit()).toEqual([
		{ action: 'category.created', targetName: 'Rooms', detail: '' },
		{ action: 'category.edited', targetName: 'Green rooms', detail: 'Rooms → Green rooms' },
		{ action: 'category.moved', targetName: 'Green rooms', detail: '' },
		{ action: 'category.deleted', targetName: 'Green rooms', detail: '' }
	]);
	inside.stop();
	outside.stop();
});

test('members may not, and outsiders do not even get in', async () => {
	for (const attempt of await attempts(linus)) await expect(attempt).rejects.toMatchObject({ status: 403 });
	await expect(enter(mallory)).rejects.toMatchObject({ status: 404 });
	expect([await list(linus), await audit()]).toEqual([[['Text', 'lobby', 'news']], []]);
});

test('a category of another server is not there', async () => {
	const access = await enter(ada);
	for (const attempt of [
		renameCategory(access, { categoryId: '252', name: 'Mine' }),
		moveCategory(access, { categoryId: '252', before: '' }),
		moveCategory(access, { categoryId: '251', before: '252' }),
		deleteCategory(access, { categoryId: '252', to: '251' })
	])
		await expect(attempt).rejects.toMatchObject({ status: 404 });
	await make('Second');
	await expect(deleteCategory(access, { categoryId: '251', to: '252' })).rejects.toMatchObject({ field: 'to' });
	expect((await db.selectFrom('categories').where('id', '=', '252').selectAll().executeTakeFirst())?.name).toBe('Text');
});

test('the channels of a deleted category go where one says, hidden ones too, and those who see them are told first', async () => {
	const rooms = await make('Rooms');
	await createChannel(await enter(ada), {
		kind: 'audio',
		name: 'green-room',
		topic: '',
		categoryId: rooms,
		isReadOnly: false,
		isPrivate: false,
		moderators: false,
		people: [],
		handles: []
	});
	await deleteChannel(await enterChannel(ada, news, places.observatory));
	const linuses = listenerTo(`user:${linus.id}`, `community:${observatory}`, `head:${lobby}`);
	await deleteCategory(await enter(grace), { categoryId: '251', to: rooms });
	expect(await list()).toEqual([['Rooms', 'green-room', 'lobby', 'staff']]);
	expect(linuses.types()).toEqual(['channel.changed', 'categories.changed']);
	expect(JSON.stringify(linuses.heard)).not.toContain('staff');
	expect(await positions()).toEqual([0]);
	expect((await audit()).at(-1)).toMatchObject({ detail: 'its channels went to Rooms' });
	expect(await enterChannel(grace, staff, places.observatory).then(({ channel }) => channel.position)).toBe(2);
	linuses.stop();
});

test('the last category stays, also when two are deleted into each other at once', async () => {
	await expect(deleteCategory(await enter(ada), { categoryId: '251', to: '251' })).rejects.toMatchObject({
		field: 'to'
	});
	const rooms = await make('Rooms');
	const access = await enter(ada);
	const tries = await Promise.allSettled([
		deleteCategory(access, { categoryId: '251', to: rooms }),
		deleteCategory(access, { categoryId: rooms, to: '251' })
	]);
	expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect((await list()).flat().sort()).toEqual([expect.any(String), 'lobby', 'news', 'staff'].sort());
});

test('a channel that is made while its category goes away is in a category that is there', async () => {
	const rooms = await make('Rooms');
	const access = await enter(ada);
	const made = (name: string) =>
		createChannel(access, {
			kind: 'text',
			name,
			topic: '',
			categoryId: rooms,
			isReadOnly: false,
			isPrivate: false,
			moderators: false,
			people: [],
			handles: []
		});
	const tries = await Promise.allSettled([
		...['a', 'b', 'c'].map(made),
		deleteCategory(access, { categoryId: rooms, to: '251' }),
		...['d', 'e', 'f'].map(made)
	]);
	for (const one of tries) if (one.status === 'rejected') expect(one.reason).toMatchObject({ field: 'categoryId' });
	const there = tries.filter(({ status }) => status === 'fulfilled').length - 1;
	expect((await list())[0]!.length).toBe(1 + 3 + there);
});

test('moved about by everybody at once, categories stand in one order without gaps', async () => {
	const ids = ['251', ...(await Promise.all(Array.from({ length: 6 }, (_, index) => make(`Category ${index}`))))];
	const accesses = await Promise.all([ada, alan, grace].map(enter));
	await Promise.all(
		Array.from({ length: 30 }, (_, index) =>
			moveCategory(accesses[index % 3]!, { categoryId: ids[(index * 5) % 7]!, before: ids[(index * 3 + 1) % 7]! })
		)
	);
	expect(await positions()).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a server has at most 50 categories', async () => {
	const access = await enter(ada);
	const tries = await Promise.allSettled(
		Array.from({ length: 52 }, (_, index) => createCategory(access, { name: `Category ${index}` }))
	);
	expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(49);
	expect((await list()).length).toBe(50);
	for (const one of tries)
		if (one.status === 'rejected')
			expect(one.reason).toMatchObject({ message: expect.stringContaining('up to 50 categories') });
});
