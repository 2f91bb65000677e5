import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import type { ChannelChange, ChannelDraft } from '$lib/channels/forms';
import type { Viewer } from '$lib/accounts/account';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { newId } from '../db/id';
import { Wrong } from '../wrong';
import { enterChannel } from './access';
import { createChannel, deleteChannel, editChannel, moveChannel } from './commands';
import { channelFor, channelsFor, grantsOf } from './queries';

freshWorld();

const { observatory, elsewhere, lobby, staff, news, away } = places;
const { ada, alan, grace, linus, mallory, eve } = people;
const open = {
	topic: '',
	categoryId: '251',
	isReadOnly: false,
	isPrivate: false,
	moderators: false,
	people: [],
	handles: []
};
const draft = (wish: Partial<ChannelDraft> = {}): ChannelDraft => ({
	...open,
	kind: 'text',
	name: 'late-shift',
	...wish
});
const change = (wish: Partial<ChannelChange> = {}): ChannelChange => ({ ...open, name: 'lobby', ...wish });

const make = async (who: Viewer, wish: Partial<ChannelDraft> = {}) =>
	createChannel(await enterCommunity(who, observatory), draft(wish));
const edit = async (who: Viewer, id: string, wish: Partial<ChannelChange>) =>
	editChannel(await enterChannel(who, id, places.observatory), change(wish));
const sees = (who: Viewer, id: string) => channelFor(db, id, who.id).then(Boolean);
const rows = () => db.selectFrom('channels').orderBy('id').selectAll().execute();
const audit = () => db.selectFrom('auditEntries').orderBy('id').select(['action', 'targetName', 'detail']).execute();
/** The order of a category as the database holds it, hidden channels included. */
const order = async (categoryId: string) =>
	db
		.selectFrom('channels')
		.where('categoryId', '=', categoryId)
		.where('deletedAt', 'is', null)
		.orderBy('position')
		.select(['id', 'position'])
		.execute();
const category = async (id: string, communityId = observatory) => {
	await db
		.insertInto('categories')
		.values({ id, communityId, name: `Category ${id}`, position: 5 })
		.execute();
	return id;
};
const everybody = [ada, alan, grace, linus].map(({ id }) => id);
const listeners = (...topics: string[]) =>
	everybody.map((id) => listenerTo(`user:${id}`, `community:${observatory}`, ...topics));

test('owner, admin and moderator make channels; members do not, and outsiders do not even get that far', async () => {
	for (const [index, who] of [ada, alan, grace].entries()) await make(who, { name: `made-by-${index}` });
	await expect(make(linus)).rejects.toMatchObject({ status: 403 });
	for (const who of [mallory, eve]) await expect(make(who)).rejects.toMatchObject({ status: 404 });
	expect((await rows()).filter(({ name }) => name.startsWith('made-by')).length).toBe(3);
	expect((await rows()).some(({ name }) => name === 'late-shift')).toBe(false);
});

test('whoever lost the role a moment ago does nothing with it', async () => {
	const [asAdmin, channel] = [
		await enterCommunity(grace, observatory),
		await enterChannel(grace, lobby, places.observatory)
	];
	await db.updateTable('members').set({ role: 'guest' }).where('userId', '=', grace.id).execute();
	await expect(createChannel(asAdmin, draft())).rejects.toMatchObject({ status: 403 });
	await expect(editChannel(channel, change({ topic: 'mine' }))).rejects.toMatchObject({ status: 403 });
	await expect(moveChannel(channel, { categoryId: '251', before: '' })).rejects.toMatchObject({ status: 403 });
	await db.deleteFrom('members').where('userId', '=', grace.id).execute();
	await expect(createChannel(asAdmin, draft())).rejects.toMatchObject({ status: 404 });
	expect(await audit()).toEqual([]);
});

test('a new channel stands at the end of its category, with everything it was given, and is written down', async () => {
	const made = await make(ada, { kind: 'video', topic: 'Night owls', isReadOnly: true });
	expect(made).toMatchObject({ name: 'late-shift', kind: 'video', topic: 'Night owls', categoryId: '251' });
	expect(made).toMatchObject({ isGeneral: false, isPrivate: false, isReadOnly: true, lastSeq: 0, rev: 0 });
	expect((await order('251')).map(({ id, position }) => [id, position])).toEqual([
		[lobby, 0],
		[staff, 1],
		[news, 2],
		[made.id, 3]
	]);
	expect(await audit()).toEqual([{ action: 'channel.created', targetName: 'late-shift', detail: 'video, read-only' }]);
});

test('of twenty who make the same channel at once, one does', async () => {
	const access = await enterCommunity(ada, observatory);
	const tries = await Promise.allSettled(Array.from({ length: 20 }, () => createChannel(access, draft())));
	expect(tries.filter(({ status }) => status === 'fulfilled').length).toBe(1);
	for (const one of tries)
		if (one.status === 'rejected')
			expect(one.reason).toEqual(new Wrong('name', 'That name is taken here. Try another one.'));
	expect((await rows()).filter(({ name }) => name === 'late-shift').length).toBe(1);
	expect((await audit()).length).toBe(1);
});

test('the database itself lets no second living channel have a name, but other servers and the dead do not count', async () => {
	const insert = async (communityId: string, name: string, deletedAt: Date | null = null) =>
		db
			.insertInto('channels')
			.values({
				id: await newId(),
				communityId,
				categoryId: null,
				kind: 'text',
				name,
				createdAt: new Date(),
				deletedAt
			})
			.execute();
	await insert(observatory, 'ばら');
	await insert(observatory, 'はら'); // unlike words for whoever reads them
	await insert(elsewhere, 'ばら');
	await insert(observatory, 'ばら', new Date());
	await expect(insert(observatory, 'ばら')).rejects.toMatchObject({ code: 'ER_DUP_ENTRY' });
});

test('a name is taken by a hidden channel too, in the same words; a deleted one gives it back', async () => {
	await make(ada, { name: 'plans', isPrivate: true });
	const [hidden, seen] = await Promise.allSettled([make(grace, { name: 'plans' }), make(grace, { name: 'lobby' })]);
	expect([hidden!.status, seen!.status]).toEqual(['rejected', 'rejected']);
	expect((hidden as PromiseRejectedResult).reason).toEqual((seen as PromiseRejectedResult).reason);
	await expect(edit(ada, news, { name: 'lobby' })).rejects.toMatchObject({ field: 'name' });
	await deleteChannel(await enterChannel(ada, news, places.observatory));
	expect((await edit(ada, lobby, { name: 'news' })).name).toBe('news');
});

test('a server has at most 500 channels', async () => {
	const many = Array.from({ length: 496 }, (_, index) => ({
		id: String(10_000 + index),
		communityId: observatory,
		categoryId: '251',
		kind: 'text' as const,
		name: `filler-${index}`,
		position: index,
		createdAt: new Date()
	}));
	await db.insertInto('channels').values(many).execute();
	const tries = await Promise.allSettled([make(ada, { name: 'last' }), make(ada, { name: 'one-too-many' })]);
	expect(tries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const [refused] = tries.filter((one) => one.status === 'rejected');
	expect(refused!.reason).toMatchObject({ field: 'name', message: expect.stringContaining('up to 500 channels') });
});

test('a private channel is there for those it names and for admins', async () => {
	const byRole = await make(ada, { name: 'by-role', isPrivate: true, moderators: true });
	const byName = await make(ada, { name: 'by-name', isPrivate: true, people: [linus.id] });
	const byHandle = await make(ada, { name: 'by-handle', isPrivate: true, handles: ['linus'] });
	const seen = (id: string) => Promise.all([ada, alan, grace, linus, mallory].map((who) => sees(who, id)));
	expect(await seen(byRole.id)).toEqual([true, true, true, false, false]);
	expect(await seen(byName.id)).toEqual([true, true, false, true, false]);
	expect(await seen(byHandle.id)).toEqual([true, true, false, true, false]);
	expect(await grantsOf(db, byName.id)).toEqual({
		moderators: false,
		people: [{ id: linus.id, name: 'Linus', handle: 'linus' }]
	});
});

test('only members can be named; somebody who is not is not let in by it', async () => {
	for (const handle of ['mallory', 'nobody', 'ünknown'])
		await expect(make(ada, { isPrivate: true, handles: [handle] })).rejects.toEqual(
			new Wrong('handles', `Nobody here is called @${handle}.`)
		);
	const { id } = await make(ada, { isPrivate: true, people: [mallory.id, linus.id, '999'] });
	expect((await grantsOf(db, id)).people.map(({ handle }) => handle)).toEqual(['linus']);
	expect(await db.selectFrom('channelGrants').where('channelId', '=', id).select('grantee').execute()).toEqual([
		{ grantee: `user:${linus.id}` }
	]);
});

test('moderators do not lock themselves out, and admins cannot', async () => {
	const locked = { isPrivate: true, people: [linus.id] };
	await expect(make(grace, locked)).rejects.toMatchObject({ field: 'handles' });
	await expect(edit(grace, news, { name: 'news', ...locked })).rejects.toMatchObject({ field: 'handles' });
	expect((await channelFor(db, news, grace.id))?.channel.isPrivate).toBe(false);
	await make(grace, { ...locked, name: 'with-me', handles: ['grace'] });
	await make(grace, { ...locked, name: 'with-us', moderators: true });
	await make(alan, { ...locked, name: 'for-linus' });
});

test('moderators manage what they see, and a channel they do not see is not there', async () => {
	const hidden = await make(ada, { name: 'hidden', isPrivate: true });
	await expect(enterChannel(grace, hidden.id, places.observatory)).rejects.toMatchObject({ status: 404 });
	expect((await edit(grace, staff, { name: 'staff', topic: 'ours', isPrivate: true, moderators: true })).topic).toBe(
		'ours'
	);
	// Hidden between entering and doing: as if it had never been there.
	const access = await enterChannel(grace, news, places.observatory);
	await edit(ada, news, { name: 'news', isPrivate: true });
	for (const attempt of [
		editChannel(access, change({ name: 'mine' })),
		moveChannel(access, { categoryId: '251', before: '' }),
		deleteChannel(access)
	])
		await expect(attempt).rejects.toMatchObject({ status: 404 });
	expect(await sees(ada, news)).toBe(true);
});

test('general is renamed like any other, never hidden and never deleted; its name does not protect another one', async () => {
	await expect(edit(ada, lobby, { isPrivate: true })).rejects.toMatchObject({ field: 'isPrivate' });
	await expect(enterChannel(ada, lobby, places.observatory).then(deleteChannel)).rejects.toMatchObject({ status: 403 });
	expect((await edit(ada, lobby, { name: 'welcome' })).name).toBe('welcome');
	await expect(enterChannel(ada, lobby, places.observatory).then(deleteChannel)).rejects.toMatchObject({ status: 403 });
	const { id } = await make(ada, { name: 'general' });
	await deleteChannel(await enterChannel(ada, id, places.observatory));
	expect([await sees(linus, lobby), await sees(ada, id)]).toEqual([true, false]);
});

test('guests neither edit, move nor delete, and nothing changes', async () => {
	const before = await rows();
	const access = await enterChannel(linus, news, places.observatory);
	await expect(editChannel(access, change({ name: 'mine' }))).rejects.toMatchObject({ status: 403 });
	await expect(moveChannel(access, { categoryId: '251', before: lobby })).rejects.toMatchObject({ status: 403 });
	await expect(deleteChannel(access)).rejects.toMatchObject({ status: 403 });
	expect(await rows()).toEqual(before);
});

test('what an edit changed is written down in words; one that changes nothing is not', async () => {
	await edit(ada, news, { name: 'news', isReadOnly: true });
	expect(await audit()).toEqual([]);
	await edit(ada, news, { name: 'bulletin', topic: 'Once a day', isPrivate: true, moderators: true });
	await edit(ada, news, { name: 'bulletin', topic: 'Once a day', isPrivate: true, people: [linus.id] });
	expect((await audit()).map(({ detail }) => detail)).toEqual([
		'news → bulletin, topic, private, open for writing',
		'who sees it (1 more, 1 fewer)'
	]);
});

test('an edit changes what its form has and nothing else', async () => {
	const before = (await rows()).find(({ id }) => id === news)!;
	await edit(ada, news, {
		name: 'bulletin',
		topic: 'T',
		...({ isGeneral: true, lastSeq: 9, communityId: elsewhere } as object)
	});
	const after = (await rows()).find(({ id }) => id === news)!;
	expect({ ...after, name: 'news', livingName: 'news', topic: '', isReadOnly: 1 }).toEqual({
		...before,
		position: after.position
	});
});

test('a deleted channel is gone for everybody; its lines stay where they are', async () => {
	await db
		.insertInto('messages')
		.values({ channelId: news, seq: 1, rev: 1, authorId: ada.id, body: 'First', nonce: 'n', createdAt: new Date() })
		.execute();
	await deleteChannel(await enterChannel(grace, news, places.observatory));
	for (const who of [ada, alan, grace, linus])
		await expect(enterChannel(who, news, places.observatory)).rejects.toMatchObject({ status: 404 });
	expect(await db.selectFrom('messages').where('channelId', '=', news).select('body').execute()).toEqual([
		{ body: 'First' }
	]);
	expect((await order('251')).map(({ position }) => position)).toEqual([0, 1]);
	expect(await audit()).toEqual([{ action: 'channel.deleted', targetName: 'news', detail: '' }]);
});

test('a channel goes in front of another one, to the end, and into another category', async () => {
	const other = await category('259');
	const move = async (who: Viewer, id: string, before: string, categoryId = '251') =>
		moveChannel(await enterChannel(who, id, places.observatory), { categoryId, before });
	const ids = async (categoryId: string) => (await order(categoryId)).map(({ id }) => id);
	await move(ada, news, lobby);
	expect(await ids('251')).toEqual([news, lobby, staff]);
	await move(ada, news, '');
	expect(await ids('251')).toEqual([lobby, staff, news]);
	await move(ada, lobby, '', other);
	await move(ada, news, lobby, other);
	expect([await ids('251'), await ids(other)]).toEqual([[staff], [news, lobby]]);
	await move(ada, lobby, lobby, other);
	expect(await ids(other)).toEqual([news, lobby]);
	for (const category of ['251', other])
		expect((await order(category)).map(({ position }) => position)).toEqual(
			(await ids(category)).map((_, place) => place)
		);
});

test('a place in another server, beside a hidden channel or in a category that is gone is no place', async () => {
	const before = await rows();
	const hidden = await make(ada, { name: 'hidden', isPrivate: true });
	const access = await enterChannel(grace, news, places.observatory);
	await expect(moveChannel(access, { categoryId: '252', before: '' })).rejects.toMatchObject({ field: 'categoryId' });
	await expect(moveChannel(access, { categoryId: '999', before: '' })).rejects.toMatchObject({ field: 'categoryId' });
	await expect(editChannel(access, change({ name: 'news', categoryId: '252' }))).rejects.toMatchObject({
		field: 'categoryId'
	});
	await expect(make(ada, { categoryId: '252' })).rejects.toMatchObject({ field: 'categoryId' });
	for (const next of [hidden.id, away, '999'])
		await expect(moveChannel(access, { categoryId: '251', before: next })).rejects.toMatchObject({ status: 404 });
	expect((await rows()).filter(({ id }) => id !== hidden.id).map(({ categoryId }) => categoryId)).toEqual(
		before.map(({ categoryId }) => categoryId)
	);
});

test('everybody moves everything at once: every place is taken by one channel, without a gap', async () => {
	const other = await category('259');
	const made = [];
	for (let index = 0; index < 8; index++) made.push((await make(ada, { name: `room-${index}` })).id);
	const all = [lobby, staff, news, ...made];
	const pick = <T>(from: T[]) => from[Math.floor(Math.random() * from.length)]!;
	const moves = Array.from({ length: 60 }, async () => {
		const access = await enterChannel(pick([ada, alan, grace]), pick(all), places.observatory);
		// Where it should go may have gone elsewhere meanwhile: then nothing happens.
		await moveChannel(access, { categoryId: pick(['251', other]), before: pick(['', ...all]) }).catch(
			(error: unknown) => {
				if ((error as { status?: number }).status !== 404) throw error;
			}
		);
	});
	const deletions = made
		.slice(0, 2)
		.map(async (id) => deleteChannel(await enterChannel(ada, id, places.observatory)).catch(() => undefined));
	await Promise.all([
		...moves.map((move) => move.catch((error: { status?: number }) => expect(error.status).toBe(404))),
		...deletions,
		make(ada, { name: 'meanwhile' })
	]);
	const orders = [await order('251'), await order(other)];
	for (const one of orders) expect(one.map(({ position }) => position)).toEqual(one.map((_, place) => place));
	expect(orders.flat().length).toBe(all.length - 2 + 1);
});

test('those who see a channel hear it change, each row that changed once, and nobody hears of hidden ones', async () => {
	const hidden = await make(ada, { name: 'hidden', isPrivate: true });
	const [first, , third, last] = listeners(`head:${lobby}`, `head:${news}`);
	const insider = listenerTo(`user:${ada.id}`, `head:${hidden.id}`);
	await moveChannel(await enterChannel(grace, news, places.observatory), { categoryId: '251', before: lobby });
	const told = (heard: typeof last) =>
		heard!.heard.flatMap((frame) =>
			frame.type === 'channel.changed' ? [[frame.channel.name, frame.channel.position]] : []
		);
	for (const one of [first, third, last])
		expect(told(one).sort()).toEqual([
			['lobby', 1],
			['news', 0]
		]);
	expect(told(insider), 'its row did not change').toEqual([]);
	await moveChannel(await enterChannel(ada, hidden.id, places.observatory), { categoryId: '251', before: news });
	expect(told(insider)).toEqual([['hidden', 0]]);
	expect(JSON.stringify(last!.heard)).not.toContain('hidden');
	for (const one of [first, third, last, insider]) one!.stop();
});

test('a new channel is heard by everybody it is for, from its creation on, and by nobody else', async () => {
	const [adas, alans, graces, linuses] = listeners();
	await make(grace, { name: 'open' });
	await make(grace, { name: 'ours', isPrivate: true, moderators: true });
	await make(ada, { name: 'with-linus', isPrivate: true, people: [linus.id] });
	const names = (one: typeof adas) =>
		one!.heard.flatMap((frame) => (frame.type === 'channel.changed' ? [frame.channel.name] : []));
	expect(names(adas)).toEqual(['open', 'ours', 'with-linus']);
	expect(names(alans)).toEqual(['open', 'ours', 'with-linus']);
	expect(names(graces)).toEqual(['open', 'ours']);
	expect(names(linuses)).toEqual(['open', 'with-linus']);
	for (const one of [adas, alans, graces, linuses]) one!.stop();
});

test('after every race everybody was told last what is true', async () => {
	const [one] = listeners(`head:${news}`);
	const [ours, theirs] = [
		await enterChannel(ada, news, places.observatory),
		await enterChannel(ada, staff, places.observatory)
	];
	const hidden = (name: string, topic: string) => change({ name, topic, isPrivate: true, moderators: true });
	// Revocations wait for each other before they tell; a plain move has nothing to wait for.
	await Promise.all(
		Array.from({ length: 15 }, (_, index) => [
			editChannel(ours, hidden('news', `${index}`)),
			editChannel(theirs, hidden('staff', `${index}`)),
			moveChannel(ours, { categoryId: '251', before: index % 2 ? '' : lobby })
		]).flat()
	);
	const last = one!.heard.findLast((frame) => frame.type === 'channel.changed' && frame.channel.id === news);
	expect(last).toEqual({ type: 'channel.changed', channel: (await channelFor(db, news, ada.id))!.channel });
	one!.stop();
});

test('the list of channels shows each in its category, in order, and only what one sees', async () => {
	const other = await category('259');
	await moveChannel(await enterChannel(ada, staff, places.observatory), { categoryId: other, before: '' });
	const names = async (who: Viewer) =>
		(await channelsFor(db, observatory, who.id)).map(({ channels }) => channels.map(({ name }) => name));
	expect(await names(ada)).toEqual([['lobby', 'news'], ['staff']]);
	expect(await names(linus)).toEqual([['lobby', 'news'], []]);
});
