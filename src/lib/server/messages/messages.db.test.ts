import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { editMessage, postMessage, removeMessage } from './commands';
import { messagesAfter, messagesAround, messagesBefore, messagesChangedAfter } from './queries';

freshWorld();

const lobby = (viewer = people.linus) => enterChannel(viewer, places.lobby);
const refusal = (status: number) => expect.objectContaining({ status });

test('lines are counted from one, without holes, whoever writes', async () => {
	const first = await postMessage(await lobby(), { body: 'one' });
	const second = await postMessage(await lobby(people.ada), { body: 'two' });
	expect([first.seq, second.seq]).toEqual([1, 2]);
	expect([first.rev, second.rev]).toEqual([1, 2]);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 2, rev: 2 });
});

test('fifty at once keep one order without holes or doubles', async () => {
	const access = await lobby();
	const sent = await Promise.all(
		Array.from({ length: 50 }, (_, i) => postMessage(access, { body: `m${i}`, nonce: `n${i}` }))
	);
	expect(sent.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
	expect(await headOf(db, places.lobby)).toEqual({ seq: 50, rev: 50 });
});

test('a repeated nonce answers with the first message, tells nothing new and leaves no hole', async () => {
	const channel = listenerTo(`channel:${places.lobby}`);
	const access = await lobby();
	const answers = await Promise.all(
		Array.from({ length: 10 }, () => postMessage(access, { body: 'once', nonce: 'same' }))
	);
	expect(new Set(answers.map(({ seq }) => seq))).toEqual(new Set([1]));
	const next = await postMessage(access, { body: 'next', nonce: 'other' });
	expect(next).toMatchObject({ seq: 2, rev: 2 });
	expect(channel.types().filter((type) => type === 'message.created')).toHaveLength(2);
	const told = channel.heard.flatMap((frame) => ('rev' in frame ? [frame.rev] : []));
	expect(told.slice(0, -1).every((rev) => rev === 1)).toBe(true);
	channel.stop();
});

test('somebody else may use the same nonce', async () => {
	await postMessage(await lobby(), { body: 'mine', nonce: 'n' });
	expect(await postMessage(await lobby(people.ada), { body: 'hers', nonce: 'n' })).toMatchObject({
		seq: 2,
		body: 'hers'
	});
});

test('only the channel hears about it', async () => {
	const inside = listenerTo(`channel:${places.lobby}`);
	const outside = listenerTo(`channel:${places.staff}`);
	await postMessage(await lobby(), { body: 'First light!' });
	expect(inside.types()).toEqual(['message.created']);
	expect(outside.types()).toEqual([]);
	inside.stop();
	outside.stop();
});

test('an outsider, a banned person and nobody are told the channel is not there', async () => {
	await expect(lobby(people.mallory)).rejects.toEqual(refusal(404));
	await expect(lobby(people.eve)).rejects.toEqual(refusal(404));
	await expect(enterChannel(null, places.lobby)).rejects.toEqual(refusal(401));
});

test('a channel is not found under another community', async () => {
	await expect(enterChannel(people.linus, places.lobby, places.elsewhere)).rejects.toEqual(refusal(404));
	await expect(enterChannel(people.linus, places.lobby, places.observatory)).resolves.toBeDefined();
});

test('a private channel is seen by admins and by whom it names', async () => {
	for (const viewer of [people.ada, people.alan, people.grace])
		await expect(enterChannel(viewer, places.staff)).resolves.toBeDefined();
	await expect(enterChannel(people.linus, places.staff)).rejects.toEqual(refusal(404));
	await db
		.insertInto('channelGrants')
		.values({ channelId: places.staff, grantee: `user:${people.linus.id}` })
		.execute();
	await expect(enterChannel(people.linus, places.staff)).resolves.toBeDefined();
});

test('in a read-only channel moderators write and guests read', async () => {
	const post = async (viewer: typeof people.ada) =>
		postMessage(await enterChannel(viewer, places.news), { body: 'news' });
	await expect(post(people.linus)).rejects.toEqual(refusal(403));
	await expect(post(people.grace)).resolves.toMatchObject({ seq: 1 });
});

test('an edit changes the words, marks them, and is the next change of the channel', async () => {
	const { seq } = await postMessage(await lobby(), { body: 'teh' });
	const channel = listenerTo(`channel:${places.lobby}`);
	const edited = await editMessage(await lobby(), { seq, body: 'the' });
	expect(edited).toMatchObject({ seq, rev: 2, body: 'the' });
	expect(edited.editedAt).not.toBeNull();
	expect(channel.heard).toEqual([{ type: 'message.changed', channelId: places.lobby, rev: 2, message: edited }]);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 2 });
	channel.stop();
});

test('nobody edits the words of another, not even the owner', async () => {
	const { seq } = await postMessage(await lobby(), { body: 'mine' });
	await expect(editMessage(await lobby(people.ada), { seq, body: 'forged' })).rejects.toEqual(refusal(403));
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 1 });
});

test('a deleted message keeps its place and loses its words, for good', async () => {
	const { seq } = await postMessage(await lobby(), { body: 'regret' });
	const gone = await removeMessage(await lobby(), seq);
	expect(gone).toMatchObject({ seq, rev: 2, body: '', deletedBy: 'author' });
	const stored = await db.selectFrom('messages').where('channelId', '=', places.lobby).select('body').execute();
	expect(stored).toEqual([{ body: '' }]);
	await expect(editMessage(await lobby(), { seq, body: 'back' })).rejects.toEqual(refusal(404));
	await expect(removeMessage(await lobby(), seq)).rejects.toEqual(refusal(404));
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 2 });
});

test('messages of people below may be deleted, those of equals and above not', async () => {
	const byWhom = async (author: typeof people.ada, remover: typeof people.ada) => {
		const { seq } = await postMessage(await lobby(author), { body: 'x' });
		return removeMessage(await lobby(remover), seq);
	};
	await expect(byWhom(people.linus, people.grace)).resolves.toMatchObject({ deletedBy: 'moderator' });
	await expect(byWhom(people.grace, people.alan)).resolves.toBeDefined();
	await expect(byWhom(people.grace, people.linus)).rejects.toEqual(refusal(403));
	await expect(byWhom(people.alan, people.grace)).rejects.toEqual(refusal(403));
	await expect(byWhom(people.ada, people.alan)).rejects.toEqual(refusal(403));
});

test('who has left counts as a guest, and their messages stay', async () => {
	const { seq } = await postMessage(await lobby(people.alan), { body: 'I leave this' });
	await db.deleteFrom('members').where('userId', '=', people.alan.id).execute();
	expect((await messagesBefore(db, places.lobby, 10))[0]).toMatchObject({
		body: 'I leave this',
		author: { name: 'Alan' }
	});
	await expect(removeMessage(await lobby(people.grace), seq)).resolves.toBeDefined();
});

test('pages: before, after, around, and what changed since', async () => {
	const access = await lobby();
	for (let i = 1; i <= 12; i++) await postMessage(access, { body: `m${i}` });
	const lines = (page: { seq: number }[]) => page.map(({ seq }) => seq);
	expect(lines(await messagesBefore(db, places.lobby, 3))).toEqual([10, 11, 12]);
	expect(lines(await messagesBefore(db, places.lobby, 3, 4))).toEqual([1, 2, 3]);
	expect(lines(await messagesAfter(db, places.lobby, 3, 4))).toEqual([5, 6, 7]);
	expect(lines(await messagesAround(db, places.lobby, 4, 6))).toEqual([5, 6, 7, 8]);
	expect(lines(await messagesAround(db, places.lobby, 4, 1))).toEqual([1, 2, 3, 4]);
	await editMessage(access, { seq: 2, body: 'changed' });
	expect(lines(await messagesChangedAfter(db, places.lobby, 11, 10))).toEqual([2, 12]);
});

test('nothing is written when the transaction fails half-way', async () => {
	await sql`rename table messages to messages_away`.execute(db);
	await expect(postMessage(await lobby(), { body: 'lost' })).rejects.toThrow();
	await sql`rename table messages_away to messages`.execute(db);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 0, rev: 0 });
});
