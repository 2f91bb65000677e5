import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { db } from '../db';
import { editMessage, postMessage, removeMessage } from './commands';
import { messagesBefore } from './queries';

freshWorld();

const { ada, grace, linus, mallory } = people;
const lobby = (viewer = ada) => enterChannel(viewer, places.lobby);
const write = async (body: string, viewer = ada, rest = {}) => postMessage(await lobby(viewer), { body, ...rest });

/** Who is called by which line, loudly. */
async function called(channelId = places.lobby): Promise<string[]> {
	const rows = await db.selectFrom('mentions').where('channelId', '=', channelId).selectAll().execute();
	const wide = await db.selectFrom('wideMentions').where('channelId', '=', channelId).selectAll().execute();
	const names = new Map(Object.values(people).map(({ id, handle }) => [id, handle]));
	return [
		...rows.filter(({ isQuiet }) => !isQuiet).map(({ userId, seq }) => `${seq} ${names.get(userId)}`),
		...wide.filter(({ isQuiet }) => !isQuiet).map(({ whom, seq }) => `${seq} *${whom}`)
	].sort();
}

test('people are called by their handles, in any case and each once; strangers and code are words', async () => {
	const told = await write('@linus and @LINUS, also @grace. `@alan` is code, mail@alan.example and @mallory, @nobody');
	expect(await called()).toEqual(['1 grace', '1 linus']);
	expect(told.mentions).toEqual(
		expect.arrayContaining([
			{ as: 'linus', id: linus.id, name: 'Linus' },
			{ as: 'grace', id: grace.id, name: 'Grace' }
		])
	);
	const [read] = await messagesBefore(db, places.lobby, 1);
	expect(new Set(read!.mentions)).toEqual(new Set(told.mentions));
});

test('nobody is called to a channel they do not see', async () => {
	await postMessage(await enterChannel(grace, places.staff), { body: '@linus @alan' });
	expect(await called(places.staff)).toEqual(['1 alan']);
});

test('everyone is called by those who may, and groups by anybody; one row however many they are', async () => {
	await write('@everyone @moderators', linus);
	await write('@everyone', grace);
	expect(await called()).toEqual(['1 *moderators', '2 *everyone']);
});

test('T25: a message calls 20 people at most, and editing it calls nobody anew', async () => {
	const many = Array.from({ length: 30 }, (_, index) => ({ id: String(9000 + index), handle: `m${index}` }));
	const createdAt = new Date();
	await db
		.insertInto('users')
		.values(many.map(({ id, handle }) => ({ id, handle, displayName: handle, avatarFile: null, createdAt })))
		.execute();
	await db
		.insertInto('members')
		.values(
			many.map(({ id }) => ({
				communityId: places.observatory,
				userId: id,
				role: 'guest' as const,
				nickname: null,
				joinedAt: createdAt
			}))
		)
		.execute();
	await expect(write(many.map(({ handle }) => `@${handle}`).join(' '))).rejects.toThrow(/up to 20/);
	await write(
		many
			.slice(0, 20)
			.map(({ handle }) => `@${handle}`)
			.join(' ')
	);
	expect(await called()).toHaveLength(20);
	await editMessage(await lobby(), { seq: 1, body: '@m1 @m29 @grace' });
	expect(await called()).toHaveLength(1);
	await editMessage(await lobby(), { seq: 1, body: 'nobody' });
	await editMessage(await lobby(), { seq: 1, body: '@m1' });
	expect(await called()).toEqual([]);
	const [read] = await messagesBefore(db, places.lobby, 1);
	expect(read!.mentions).toEqual([{ as: 'm1', id: '9001', name: 'm1' }]);
});

test('whoever has the channel closed is told who is called, and when no longer', async () => {
	// In a channel that was quiet: elsewhere news of the tests before are still being gathered.
	const head = listenerTo(`head:${places.news}`);
	await postMessage(await enterChannel(ada, places.news), { body: '@linus' });
	expect(head.heard).toEqual([
		expect.objectContaining({ type: 'channel.advanced', called: [{ seq: 1, rev: 1, people: [linus.id], wide: [] }] })
	]);
	await removeMessage(await enterChannel(ada, places.news), 1);
	await expect
		.poll(() => head.heard.at(-1), { timeout: 3000 })
		.toMatchObject({ called: [{ seq: 1, rev: 2, people: [], wide: [] }] });
	expect(await called()).toEqual([]);
	head.stop();
});

test('an answer shows what it answers, as that is now, and calls its author', async () => {
	await write('**First** light', linus);
	const answer = await write('Well seen', ada, { replyTo: 1 });
	expect(answer.replyTo).toMatchObject({ seq: 1, excerpt: 'First light', isDeleted: false, author: { name: 'Linus' } });
	expect(await called()).toEqual(['2 linus']);
	await editMessage(await lobby(linus), { seq: 1, body: 'Second light' });
	const edited = (await messagesBefore(db, places.lobby, 1))[0]!;
	expect(edited.replyTo).toMatchObject({ excerpt: 'Second light' });
	await removeMessage(await lobby(linus), 1);
	expect((await messagesBefore(db, places.lobby, 1))[0]!.replyTo).toMatchObject({ excerpt: '', isDeleted: true });
});

test('there is no answer to a line that is not there, and none to oneself that calls', async () => {
	await expect(write('to what?', ada, { replyTo: 7 })).rejects.toMatchObject({ status: 404 });
	await write('thinking aloud');
	await write('as I said', ada, { replyTo: 1 });
	expect(await called()).toEqual([]);
});

test('whoever blocked the other, or was, is shown as called and not called', async () => {
	await db.insertInto('blocks').values({ blockerId: linus.id, blockedId: ada.id, createdAt: new Date() }).execute();
	const told = await write('@linus @grace');
	await write('@ada', linus, { replyTo: 1 });
	expect(told.mentions).toHaveLength(2);
	expect(await called()).toEqual(['1 grace']);
});

test('lines that call and lines that do not go together, each with its own', async () => {
	await Promise.all(
		Array.from({ length: 30 }, (_, index) =>
			write(index % 3 === 0 ? `@linus ${index}` : index % 3 === 1 ? `@everyone ${index}` : `${index}`)
		)
	);
	const lines = await messagesBefore(db, places.lobby, 50);
	expect(lines).toHaveLength(30);
	for (const { body, mentions } of lines) expect(mentions?.[0]?.as ?? '').toBe(/^@(\w+)/.exec(body)?.[1] ?? '');
	expect(await called()).toHaveLength(20);
});

test('outsiders are not called from elsewhere', async () => {
	await postMessage(await enterChannel(mallory, places.away), { body: '@ada @linus @everyone' });
	expect(await called(places.away)).toEqual(['1 *everyone']);
});
