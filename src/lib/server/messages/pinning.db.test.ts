import { expect, test } from 'vitest';
import { PIN_LIMIT } from '$lib/messages/message';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { editMessage, postMessage, removeMessage } from './commands';
import { pin, unpin } from './pinning';
import { messagesBefore, pinnedIn } from './queries';

freshWorld();

const { ada, alan, grace, linus, mallory } = people;
const lobby = (viewer = grace) => enterChannel(viewer, places.lobby);
const refusal = (status: number) => expect.objectContaining({ status });
const write = async (body: string, viewer = linus) => postMessage(await lobby(viewer), { body });
const pinned = async () => (await pinnedIn(db, places.lobby)).map(({ seq }) => seq);

test('moderators and above pin and unpin, whoever wrote it; guests do not', async () => {
	await write('Read this first', ada);
	await expect(pin(await lobby(linus), 1)).rejects.toEqual(refusal(403));
	for (const viewer of [ada, alan, grace]) {
		expect(await pin(await lobby(viewer), 1)).toMatchObject({ isPinned: true });
		await expect(unpin(await lobby(linus), 1)).rejects.toEqual(refusal(403));
		expect((await unpin(await lobby(viewer), 1)).isPinned).toBeUndefined();
	}
	await expect(lobby(mallory)).rejects.toEqual(refusal(404));
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 7 });
});

test('the one that was pinned last comes first, each as it is now', async () => {
	for (const body of ['one', 'two', 'three']) await write(body);
	for (const seq of [2, 3, 1]) {
		await pin(await lobby(), seq);
		await db
			.updateTable('pins')
			.set({ pinnedAt: new Date(2026, 1, seq === 2 ? 1 : seq === 3 ? 2 : 3) })
			.where('seq', '=', seq)
			.execute();
	}
	expect(await pinned()).toEqual([1, 3, 2]);
	await editMessage(await lobby(linus), { seq: 3, body: 'third' });
	expect((await pinnedIn(db, places.lobby))[1]).toMatchObject({ body: 'third', isPinned: true });
	expect((await messagesBefore(db, places.lobby, 3)).every(({ isPinned }) => isPinned)).toBe(true);
	expect(await pinnedIn(db, places.news)).toEqual([]);
});

test('a repeat changes nothing, takes no number and writes nothing down', async () => {
	await write('one');
	const access = await lobby();
	const answers = await Promise.all(Array.from({ length: 10 }, () => pin(access, 1)));
	expect(new Set(answers.map(({ rev }) => rev))).toEqual(new Set([2]));
	await unpin(access, 1);
	expect(await unpin(access, 1)).toMatchObject({ rev: 3 });
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 3 });
	const deeds = await db.selectFrom('auditEntries').select(['action', 'actorId', 'targetId', 'detail']).execute();
	expect(deeds.sort((a, b) => a.action.localeCompare(b.action))).toEqual([
		{ action: 'message.pinned', actorId: grace.id, targetId: linus.id, detail: 'in #lobby' },
		{ action: 'message.unpinned', actorId: grace.id, targetId: linus.id, detail: 'in #lobby' }
	]);
});

test('only those who have the channel open hear of it', async () => {
	await write('one');
	const inside = listenerTo(`channel:${places.lobby}`);
	const outside = listenerTo(`channel:${places.staff}`);
	const message = await pin(await lobby(), 1);
	expect(inside.heard).toEqual([{ type: 'message.changed', channelId: places.lobby, rev: 2, message }]);
	expect(outside.heard).toEqual([]);
	inside.stop();
	outside.stop();
});

test('what is deleted is not pinned, before and after', async () => {
	await write('one');
	await pin(await lobby(), 1);
	await removeMessage(await lobby(linus), 1);
	expect(await pinned()).toEqual([]);
	for (const change of [pin, unpin]) {
		await expect(change(await lobby(), 1)).rejects.toEqual(refusal(404));
		await expect(change(await lobby(), 9)).rejects.toEqual(refusal(404));
	}
});

test('a channel keeps so many and no more, also when two pin at once', async () => {
	await write('one');
	const pinnedAt = new Date();
	await db
		.insertInto('pins')
		.values(
			Array.from({ length: PIN_LIMIT - 1 }, (_, index) => ({
				...{ channelId: places.lobby, seq: 1000 + index, pinnedBy: ada.id, pinnedAt }
			}))
		)
		.execute();
	await write('two');
	const tried = await Promise.allSettled([pin(await lobby(), 1), pin(await lobby(ada), 2)]);
	expect(tried.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	const [refused] = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
	expect(refused!.message).toBe('A channel can have up to 100 pinned messages. Unpin one of them first.');
	expect(await headOf(db, places.lobby)).toEqual({ seq: 2, rev: 3 });
});

test('each of the two in a direct conversation pins, with nothing written down, until it is cut', async () => {
	const direct = await talk('390', ada, linus);
	await postMessage(await enterChannel(ada, direct), { body: 'Between us' });
	expect(await pin(await enterChannel(linus, direct), 1)).toMatchObject({ isPinned: true });
	expect(await db.selectFrom('auditEntries').selectAll().execute()).toEqual([]);
	await db.insertInto('blocks').values({ blockerId: ada.id, blockedId: linus.id, createdAt: new Date() }).execute();
	for (const viewer of [ada, linus])
		await expect(unpin(await enterChannel(viewer, direct), 1)).rejects.toEqual(refusal(403));
});

test('T18: by each role, what may be done with another’s line', async () => {
	const roles = { ada, alan, grace, linus };
	const may: Record<string, string> = {};
	for (const [name, viewer] of Object.entries(roles)) {
		const author = viewer === linus ? grace : linus;
		const { seq } = await write('words', author);
		const access = await lobby(viewer);
		const allowed = async (deed: Promise<unknown>) =>
			(await deed.then(
				() => 1,
				() => 0
			))
				? 'yes'
				: 'no';
		const edit = await allowed(editMessage(access, { seq, body: 'forged' }));
		const pins = await allowed(pin(access, seq));
		const deletes = await allowed(removeMessage(access, seq));
		may[name] = `edit ${edit}, pin ${pins}, delete ${deletes}`;
	}
	expect(may).toEqual({
		ada: 'edit no, pin yes, delete yes',
		alan: 'edit no, pin yes, delete yes',
		grace: 'edit no, pin yes, delete yes',
		linus: 'edit no, pin no, delete no'
	});
});

test('T18: whoever is called once is told once, however often a message is edited, pinned or given an emoji', async () => {
	const head = listenerTo(`head:${places.news}`);
	const news = (viewer = ada) => enterChannel(viewer, places.news);
	await postMessage(await news(), { body: '@linus hello' });
	for (const body of ['nobody', '@linus again', '@linus @grace @everyone'])
		await editMessage(await news(), { seq: 1, body });
	await pin(await news(), 1);
	const calls = await db
		.selectFrom('mentions')
		.where('isQuiet', '=', false as never)
		.selectAll()
		.execute();
	expect(calls).toEqual([]);
	const told = () => head.heard.flatMap((frame) => (frame.type === 'channel.advanced' ? (frame.called ?? []) : []));
	await expect.poll(() => told().at(-1), { timeout: 3000 }).toMatchObject({ seq: 1, people: [], wide: [] });
	expect(told().filter(({ people }) => people.includes(linus.id))).toHaveLength(1);
	expect(told().filter(({ people, wide }) => people.includes(grace.id) || wide.length > 0)).toEqual([]);
	head.stop();
});
