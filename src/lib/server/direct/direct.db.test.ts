import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { parseSearch } from '$lib/search/query';
import { plansOf, rowsRead } from '../../../../tests/cost';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { blockedBy } from '../blocks/queries';
import { enterChannel } from '../channels/access';
import { enterCommunity } from '../communities/access';
import { db, type Db } from '../db';
import { kick } from '../members/commands';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { messagesBefore } from '../messages/queries';
import { indexEverything } from '../search/indexing';
import { foundBy, searchable } from '../search/queries';
import { enterConversation, enterDirect } from './access';
import { beginConversation, block, unblock } from './commands';
import { pairKey } from './pair';
import { betweenTwo, conversationsOf, peopleLike } from './queries';
import { startDirect } from './starting';

freshWorld();

const { ada, alan, grace, linus, mallory, eve } = people;
const stops: (() => void)[] = [];
afterEach(() => {
	for (const stop of stops.splice(0)) stop();
	vi.restoreAllMocks();
});

const say = async (from: Viewer, to: Viewer, body = 'Hello') => startDirect(await enterDirect(from, to.id), { body });
const idOf = async (one: Viewer, other: Viewer) => (await enterConversation(one, other.id)).channel.id;
const list = async (who: Viewer) => (await conversationsOf(db, who.id)).map(({ person }) => person.name);
function hears(...topics: string[]) {
	const one = listenerTo(...topics);
	stops.push(one.stop);
	return one;
}

test('people of one server talk, and each reads what both said', async () => {
	await say(ada, linus, 'First light');
	await say(linus, ada, 'Seen');
	const id = await idOf(ada, linus);
	expect(await idOf(linus, ada)).toBe(id);
	expect((await messagesBefore(db, id, 9)).map(({ body, author }) => [author.name, body])).toEqual([
		['Ada', 'First light'],
		['Linus', 'Seen']
	]);
});

test('strangers, the banned and people who do not exist are not there, all alike', async () => {
	const refusals = await Promise.all(
		[mallory.id, eve.id, '99999', '18446744073709551615'].map((id) => enterDirect(ada, id).catch((error) => error))
	);
	for (const refusal of refusals) expect(refusal).toMatchObject({ status: 404, body: refusals[0].body });
	for (const who of [mallory, eve]) await expect(enterDirect(who, ada.id)).rejects.toMatchObject({ status: 404 });
	await expect(enterDirect(null, ada.id)).rejects.toMatchObject({ status: 401 });
});

test('a deleted server is nothing two people have in common', async () => {
	await db.updateTable('communities').set({ deletedAt: new Date() }).where('id', '=', places.observatory).execute();
	await expect(enterDirect(ada, linus.id)).rejects.toMatchObject({ status: 404 });
});

test('until something was said there is no conversation, and looking makes none', async () => {
	expect((await enterDirect(ada, linus.id)).conversation).toBeNull();
	await expect(enterConversation(ada, linus.id)).rejects.toMatchObject({ status: 404 });
	expect(await db.selectFrom('participants').selectAll().execute()).toEqual([]);
});

test('nobody answers a line that is not there, and that begins nothing', async () => {
	const access = await enterDirect(ada, linus.id);
	await expect(startDirect(access, { body: 'to what?', replyTo: 1 })).rejects.toMatchObject({ status: 404 });
	expect(await db.selectFrom('participants').selectAll().execute()).toEqual([]);
});

test('notes to oneself are a conversation of one', async () => {
	await say(ada, ada, 'Buy lenses');
	expect(await list(ada)).toEqual(['Ada']);
	expect(await db.selectFrom('participants').selectAll().execute()).toHaveLength(1);
	// Also for somebody who is in no server at all.
	await say(eve, eve, 'Find a server');
	expect(await list(eve)).toEqual(['Eve']);
	await expect(block(await enterDirect(ada, ada.id))).rejects.toMatchObject({ status: 403 });
});

test('a pair that starts at once from both sides has one conversation, fifty times', async () => {
	for (let round = 0; round < 50; round++) {
		const users = [0, 1].map((side) => ({
			...{ id: String(70000 + 2 * round + side), handle: `r${round}s${side}`, displayName: `R${round}` },
			...{ avatarFile: null, createdAt: new Date() }
		}));
		const [one, other] = users.map(({ id, handle }) => ({ id, handle, name: handle, avatarUrl: null })) as [
			Viewer,
			Viewer
		];
		await db.insertInto('users').values(users).execute();
		await db
			.insertInto('members')
			.values(
				users.map(({ id }) => ({
					...{ communityId: places.observatory, userId: id, role: 'guest' as const },
					...{ nickname: null, joinedAt: new Date() }
				}))
			)
			.execute();
		await Promise.all([say(one, other, 'a'), say(other, one, 'b'), say(one, other, 'c'), say(other, one, 'd')]);
		const made = await db.selectFrom('channels').where('pairKey', '=', pairKey(one.id, other.id)).selectAll().execute();
		expect(made).toHaveLength(1);
		expect(made[0]).toMatchObject({ lastSeq: 4, rev: 4, kind: 'direct', communityId: null });
		expect((await messagesBefore(db, made[0]!.id, 9)).map(({ body }) => body).sort()).toEqual(['a', 'b', 'c', 'd']);
		expect((await conversationsOf(db, other.id)).length).toBe(1);
	}
	expect(await db.selectFrom('participants').select('channelId').distinct().execute()).toHaveLength(50);
});

test('ids are compared as numbers, whichever way round', () => {
	expect(pairKey('99', '100')).toBe('99:100');
	expect(pairKey('18446744073709551615', '18446744073709551614')).toBe('18446744073709551614:18446744073709551615');
});

test('both hear of the conversation at once, and of its first line; nobody else does', async () => {
	const [mine, theirs, others] = [ada, linus, grace].map(({ id }) => hears(`user:${id}`)) as [
		ReturnType<typeof hears>,
		ReturnType<typeof hears>,
		ReturnType<typeof hears>
	];
	await say(ada, linus, 'First **light**');
	const id = await idOf(ada, linus);
	const told = (userId: string) => [
		{ type: 'direct.changed', userId },
		expect.objectContaining({
			type: 'channel.advanced',
			...{ channelId: id, communityId: null, seq: 1 },
			preview: expect.objectContaining({ seq: 1, authorId: ada.id, excerpt: 'First light' })
		})
	];
	const quiet = (heard: { type: string }[]) => heard.filter(({ type }) => type !== 'message.created');
	expect(quiet(mine.heard)).toEqual(told(linus.id));
	expect(quiet(theirs.heard)).toEqual(told(ada.id));
	expect(others.heard).toEqual([]);
});

test('each line is told to the list at once, with its words as they are now', async () => {
	await say(ada, linus, 'one');
	const head = hears(`head:${await idOf(ada, linus)}`);
	for (const body of ['two', 'three', 'four']) await say(linus, ada, body);
	await editMessage(await enterConversation(linus, ada.id), { seq: 4, body: 'five' });
	await editMessage(await enterConversation(linus, ada.id), { seq: 2, body: 'not the last' });
	await removeMessage(await enterConversation(linus, ada.id), 4);
	const told = head.heard.map((frame) => (frame.type === 'channel.advanced' ? frame.preview : undefined));
	expect(told.map((preview) => preview?.excerpt)).toEqual(['two', 'three', 'four', 'five', '']);
	expect(told.map((preview) => preview?.seq)).toEqual([2, 3, 4, 4, 4]);
	expect((await conversationsOf(db, ada.id))[0]!.preview).toEqual(told.at(-1));
});

test('the list is in the order of what was said last, and has nothing of others', async () => {
	await say(ada, linus, 'one');
	await say(ada, grace, 'two');
	await say(grace, linus, 'not Ada’s');
	expect(await list(ada)).toEqual(['Grace', 'Linus']);
	await new Promise((resolve) => setTimeout(resolve, 2)); // of one millisecond the database keeps no order
	await say(linus, ada, 'three');
	expect(await list(ada)).toEqual(['Linus', 'Grace']);
	expect(await list(alan)).toEqual([]);
	const [first] = await conversationsOf(db, ada.id);
	expect(first).toMatchObject({ isNear: true, preview: { seq: 2, authorId: linus.id, excerpt: 'three' } });
});

test('an empty conversation, left by a crash between its making and its first line, is not listed and is used', async () => {
	await beginConversation(await enterDirect(ada, linus.id));
	expect([await list(ada), await list(linus)]).toEqual([[], []]);
	await say(linus, ada);
	expect(await list(ada)).toEqual(['Linus']);
});

test('whoever is removed from the server keeps the conversation, and both write on', async () => {
	await say(ada, linus);
	await kick(await enterCommunity(ada, places.observatory), { userId: linus.id, reason: '' });
	await say(linus, ada, 'Why?');
	await say(ada, linus, 'Rules');
	expect(await list(linus)).toEqual(['Ada']);
	expect((await conversationsOf(db, linus.id))[0]!.isNear).toBe(false);
	await expect(enterDirect(linus, grace.id)).rejects.toMatchObject({ status: 404 });
});

test('what somebody said whose account is gone stays to be read, and nobody writes there any more', async () => {
	await say(linus, ada, 'Good bye');
	await db.updateTable('users').set({ deletedAt: new Date() }).where('id', '=', linus.id).execute();
	const access = await enterDirect(ada, linus.id);
	expect(access).toMatchObject({ isGone: true, mayWrite: false });
	expect(await messagesBefore(db, access.conversation!.channel.id, 9)).toHaveLength(1);
	await expect(say(ada, linus, 'Still there?')).rejects.toMatchObject({ status: 403 });
	await expect(enterDirect(grace, linus.id)).rejects.toMatchObject({ status: 404 });
	expect(await peopleLike(db, ada.id, 'lin')).toEqual([]);
});

test('T3: what two people say is not there for a third, whoever they are', async () => {
	await say(linus, ada);
	const id = await idOf(linus, ada);
	for (const who of [alan, grace, mallory, eve]) {
		await expect(enterChannel(who, id)).rejects.toMatchObject({ status: 404 });
		await expect(enterChannel(who, id, places.observatory)).rejects.toMatchObject({ status: 404 });
	}
	// Nor is it a channel of a server, for the two themselves.
	await expect(enterChannel(ada, id, places.observatory)).rejects.toMatchObject({ status: 404 });
});

test('words of one’s own conversations are found, by nobody else, and not in a server or a named channel', async () => {
	await say(ada, linus, 'the pulsar in the attic');
	await say(linus, linus, 'pulsar notes');
	const id = await idOf(ada, linus);
	await indexEverything();
	const find = (who: Viewer, words: string, communityId?: string) =>
		foundBy(db, who.id, { line: parseSearch(words), communityId });
	expect((await find(ada, 'pulsar')).found).toMatchObject([
		{ seq: 1, place: { person: { id: linus.id, name: 'Linus' } } }
	]);
	expect((await find(linus, 'pulsar')).found.map(({ place }) => place)).toEqual([
		{ person: { id: linus.id, name: 'Linus' } },
		{ person: { id: ada.id, name: 'Ada' } }
	]);
	for (const who of [grace, alan, mallory, eve]) expect((await find(who, 'pulsar')).found).toEqual([]);
	expect((await find(ada, 'pulsar', places.observatory)).found).toEqual([]);
	expect((await find(ada, 'pulsar in:lobby')).found).toEqual([]);
	expect(await searchable(db, grace.id, { line: parseSearch('pulsar') })).not.toContain(id);
});

test('people are found by how their name or handle begins, if they may be written to', async () => {
	const found = async (who: Viewer, words: string) => (await peopleLike(db, who.id, words)).map(({ name }) => name);
	expect(await found(ada, 'lin')).toEqual(['Linus']);
	expect(await found(ada, '@LIN')).toEqual(['Linus']);
	for (const words of ['', '@', '%', '_', 'inus', 'mal', 'eve', 'ada', 'ada\u0000', '👩‍🚀'])
		expect(await found(ada, words)).toEqual([]);
	expect(await found(mallory, 'lin')).toEqual([]);
	await say(linus, ada);
	await kick(await enterCommunity(ada, places.observatory), { userId: linus.id, reason: '' });
	expect(await found(ada, 'lin')).toEqual(['Linus']);
	expect(await found(grace, 'lin')).toEqual([]);
});

test('T17: whoever blocked the other, or was, neither writes, edits, pins nor begins; both read, and both may delete their own', async () => {
	await say(ada, linus, 'mine');
	await say(linus, ada, 'theirs');
	const id = await idOf(ada, linus);
	await block(await enterDirect(linus, ada.id));
	for (const [one, other, seq] of [
		[ada, linus, 1],
		[linus, ada, 2]
	] as const) {
		const access = await enterDirect(one, other.id);
		expect(access.mayWrite).toBe(false);
		expect(access.conversation!.mayWrite).toBe(false);
		expect(access.conversation!.may('messages.pin')).toBe(false);
		await expect(say(one, other)).rejects.toMatchObject({ status: 403 });
		await expect(postMessage(access.conversation!, { body: 'x' })).rejects.toMatchObject({ status: 403 });
		await expect(editMessage(access.conversation!, { seq, body: 'x' })).rejects.toMatchObject({ status: 403 });
		expect(await messagesBefore(db, id, 9)).toHaveLength(2);
		expect(await list(one)).toEqual([other.name]);
	}
	expect((await removeMessage(await enterConversation(ada, linus.id), 1)).deletedAt).not.toBeNull();
	// Only who did it is told who did it.
	expect([(await enterDirect(linus, ada.id)).isBlocked, (await enterDirect(ada, linus.id)).isBlocked]).toEqual([
		true,
		false
	]);
	expect([await blockedBy(db, linus.id), await blockedBy(db, ada.id)]).toEqual([[ada.id], []]);
	await unblock(await enterDirect(ada, linus.id)); // not theirs to take away
	await expect(say(ada, linus)).rejects.toMatchObject({ status: 403 });
	await unblock(await enterDirect(linus, ada.id));
	await say(ada, linus, 'again');
});

test('T17: nobody begins a conversation across a block, from either side', async () => {
	await block(await enterDirect(grace, linus.id));
	for (const [one, other] of [
		[grace, linus],
		[linus, grace]
	] as const)
		await expect(say(one, other)).rejects.toMatchObject({ status: 403 });
	expect(await db.selectFrom('participants').selectAll().execute()).toEqual([]);
	// A block outlasts what let them know of each other, or it could not be taken away.
	await kick(await enterCommunity(ada, places.observatory), { userId: linus.id, reason: '' });
	expect((await enterDirect(grace, linus.id)).isBlocked).toBe(true);
	await expect(enterDirect(linus, grace.id)).rejects.toMatchObject({ status: 404 });
	await unblock(await enterDirect(grace, linus.id));
	await expect(enterDirect(grace, linus.id)).rejects.toMatchObject({ status: 404 });
});

test('both who block each other at once are done, and it is two blocks', async () => {
	await say(ada, linus);
	const [one, other] = [await enterDirect(ada, linus.id), await enterDirect(linus, ada.id)];
	await Promise.all([block(one), block(other), block(one)]);
	expect(await db.selectFrom('blocks').selectAll().execute()).toHaveLength(2);
	await unblock(one);
	expect((await enterDirect(ada, linus.id)).mayWrite).toBe(false);
});

test('a block is told to the two, and their sockets’ right to write is decided anew', async () => {
	await say(ada, linus);
	const id = await idOf(ada, linus);
	const [blocker, blocked, other] = [
		hears(`user:${ada.id}`, `head:${id}`, `channel:${id}`),
		hears(`user:${linus.id}`, `head:${id}`, `channel:${id}`),
		hears(`user:${grace.id}`)
	];
	const decided = [blocker, blocked].map(({ listener }) => vi.spyOn(listener, 'reconsider'));
	await block(await enterDirect(ada, linus.id));
	for (const spy of decided) expect(spy.mock.calls).toEqual([[id, false]]);
	expect(blocker.heard).toEqual([{ type: 'direct.changed', userId: linus.id }]);
	expect(blocked.heard).toEqual([{ type: 'direct.changed', userId: ada.id }]);
	expect(other.heard).toEqual([]);
	await unblock(await enterDirect(ada, linus.id));
	for (const spy of decided) expect(spy.mock.calls.at(-1)).toEqual([id, true]);
});

test('the list, and what lies between two, are found by keys, however much others write', async () => {
	const makers = Array.from({ length: 300 }, (_, index) => String(80000 + index));
	const createdAt = new Date();
	await db
		.insertInto('users')
		.values(makers.map((id) => ({ id, handle: `u${id}`, displayName: `U${id}`, avatarFile: null, createdAt })))
		.execute();
	const channels = makers.map((id, index) => ({
		...{ id: String(90000 + index), name: '', kind: 'direct' as const, createdAt, lastSeq: 3, rev: 3 },
		pairKey: pairKey(index < 40 ? ada.id : '80000', id),
		communityId: null
	}));
	await db.insertInto('channels').values(channels.slice(0, 40)).execute();
	await db.insertInto('channels').values(channels.slice(41)).execute();
	const ids = channels.filter((_, index) => index !== 40).map(({ id, pairKey }) => ({ id, pair: pairKey.split(':') }));
	await db
		.insertInto('participants')
		.values(ids.flatMap(({ id, pair }) => [...new Set(pair)].map((userId) => ({ userId, channelId: id }))))
		.execute();
	await db
		.insertInto('messages')
		.values(
			ids.flatMap(({ id, pair }) =>
				[1, 2, 3].map((seq) => ({
					...{ channelId: id, seq, rev: seq, authorId: pair[0]!, body: `line ${seq}` },
					...{ nonce: `n${seq}`, createdAt }
				}))
			)
		)
		.execute();
	// Of a handful the database reads everything, whatever the keys.
	const servers = makers.map((id) => ({ id, name: 'S', iconFile: null, ownerId: id, createdAt }));
	await db.insertInto('communities').values(servers).execute();
	const member = { role: 'guest' as const, nickname: null, joinedAt: createdAt };
	await db
		.insertInto('members')
		.values(makers.map((id) => ({ ...member, communityId: id, userId: id })))
		.execute();
	await db
		.insertInto('blocks')
		.values(makers.slice(1).map((id) => ({ blockerId: id, blockedId: '80000', createdAt })))
		.execute();
	await sql`analyze table users, channels, participants, messages, blocks, members, communities`.execute(db);
	expect(await conversationsOf(db, ada.id)).toHaveLength(40);
	const questions: ((one: Db) => Promise<unknown>)[] = [
		(one) => conversationsOf(one, ada.id),
		(one) => betweenTwo(one, ada.id, linus.id),
		(one) => blockedBy(one, ada.id)
	];
	for (const ask of questions) {
		const [plan] = await plansOf(db, ask);
		for (const { table, key, type } of plan!) {
			expect([table, type], JSON.stringify(plan)).not.toEqual([table, 'ALL']);
			expect([table, key]).not.toEqual([table, null]);
		}
		expect(await rowsRead(db, ask), 'of forty conversations').toBeLessThan(40 * 16);
	}
});
