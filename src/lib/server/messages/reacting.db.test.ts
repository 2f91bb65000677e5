import { expect, test } from 'vitest';
import { REACTION_LIMIT } from '$lib/messages/message';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { forViewer } from './belongings';
import { changesSince } from './changes';
import { editMessage, postMessage, removeMessage } from './commands';
import { messagesBefore } from './queries';
import { react } from './reacting';

freshWorld();

const { ada, alan, grace, linus, mallory } = people;
const lobby = (viewer = linus) => enterChannel(viewer, places.lobby);
const refusal = (status: number) => expect.objectContaining({ status });
const write = async (body = 'First light', viewer = ada) => postMessage(await lobby(viewer), { body });
const give = async (emoji: string, viewer = linus, isGiven = true, seq = 1) =>
	react(await lobby(viewer), { seq, emoji, isGiven });
const shown = async () => (await messagesBefore(db, places.lobby, 1))[0]!.reactions ?? [];

async function block(blocker: typeof ada, blocked: typeof ada): Promise<void> {
	await db
		.insertInto('blocks')
		.values({ blockerId: blocker.id, blockedId: blocked.id, createdAt: new Date() })
		.execute();
}

test('an emoji is given once a person, shown in the order of coming with who gave it, and taken back', async () => {
	await write();
	await give('🎉');
	await give('🎉', grace);
	const answer = await give('📻', grace);
	expect(answer).toMatchObject({
		rev: 4,
		mine: ['📻', '🎉'].sort(),
		reactions: [
			{ emoji: '🎉', count: 2, names: ['Linus', 'Grace'] },
			{ emoji: '📻', count: 1, names: ['Grace'] }
		]
	});
	expect(await give('🎉', linus, false)).toMatchObject({ rev: 5, mine: [] });
	expect(await shown()).toEqual([
		{ emoji: '🎉', count: 1, names: ['Grace'] },
		{ emoji: '📻', count: 1, names: ['Grace'] }
	]);
});

test('a repeat changes nothing and takes no number, given or taken back', async () => {
	await write();
	await give('🎉');
	expect(await give('🎉')).toMatchObject({ rev: 2, mine: ['🎉'] });
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 2 });
	await give('🎉', linus, false);
	const again = await give('🎉', linus, false);
	expect(again).toMatchObject({ rev: 3 });
	expect(again.reactions).toBeUndefined();
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 3 });
});

test('emoji that gentle comparisons take for equal are kept apart', async () => {
	await write();
	for (const emoji of ['😀', '😃', '👍', '👍🏽', '👩‍🚀', '🚀']) await give(emoji);
	expect((await shown()).map(({ emoji, count }) => [emoji, count])).toEqual(
		['😀', '😃', '👍', '👍🏽', '👩‍🚀', '🚀'].map((emoji) => [emoji, 1])
	);
});

test('those who have the channel open hear who did what, the same for everybody; nobody else hears', async () => {
	await write();
	const inside = listenerTo(`channel:${places.lobby}`);
	const outside = listenerTo(`channel:${places.staff}`, `head:${places.news}`);
	await give('🎉');
	expect(inside.heard).toEqual([
		expect.objectContaining({
			type: 'message.changed',
			rev: 2,
			reaction: { userId: linus.id, emoji: '🎉', isGiven: true }
		})
	]);
	expect(JSON.stringify(inside.heard)).not.toContain('mine');
	await give('🎉', linus, false);
	expect(inside.heard.at(-1)).toMatchObject({ rev: 3, reaction: { isGiven: false } });
	expect(outside.heard).toEqual([]);
	inside.stop();
	outside.stop();
});

test('it is told again to who may have missed it, under the number it has', async () => {
	await write();
	await give('🎉');
	const inside = listenerTo(`channel:${places.lobby}`);
	await give('🎉');
	expect(inside.heard).toEqual([expect.objectContaining({ type: 'message.changed', rev: 2 })]);
	inside.stop();
});

test('fifty at once: every one counts and the numbers have no holes', async () => {
	await write();
	const createdAt = new Date();
	const crowd = Array.from({ length: 48 }, (_, index) => ({ id: String(9000 + index), name: `C${index}` }));
	await db
		.insertInto('users')
		.values(crowd.map(({ id, name }) => ({ id, handle: name, displayName: name, avatarFile: null, createdAt })))
		.execute();
	await db
		.insertInto('members')
		.values(
			crowd.map(({ id }) => ({
				...{ communityId: places.observatory, userId: id, nickname: null, joinedAt: createdAt },
				role: 'guest' as const
			}))
		)
		.execute();
	const inside = listenerTo(`channel:${places.lobby}`);
	const all = [...crowd.map(({ id, name }) => ({ ...linus, id, name })), linus, grace];
	await Promise.all(all.map((viewer) => give('🎉', viewer)));
	const [reaction] = await shown();
	expect(reaction).toMatchObject({ emoji: '🎉', count: 50 });
	expect(reaction!.names).toHaveLength(8);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 51 });
	const told = inside.heard.flatMap((frame) => (frame.type === 'message.changed' ? [frame.rev] : []));
	expect(told.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
	inside.stop();
});

test('the same one twice at the same moment is one', async () => {
	await write();
	const answers = await Promise.all(Array.from({ length: 10 }, () => give('🎉')));
	expect(new Set(answers.map(({ rev }) => rev))).toEqual(new Set([2]));
	expect(await shown()).toEqual([{ emoji: '🎉', count: 1, names: ['Linus'] }]);
});

test('a message has so many different emoji and no more, whoever races; those it has can still be given', async () => {
	await write();
	const many = Array.from({ length: REACTION_LIMIT + 3 }, (_, index) => String.fromCodePoint(0x1f600 + index));
	const tried = await Promise.allSettled(many.map((emoji) => give(emoji)));
	expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(REACTION_LIMIT);
	const refused = tried.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
	expect(refused.map(({ message }) => message)).toEqual(Array(3).fill('A message can have up to 20 different emoji.'));
	expect(await headOf(db, places.lobby)).toEqual({ seq: 1, rev: 1 + REACTION_LIMIT });
	const [first] = await shown();
	await expect(give(first!.emoji, grace)).resolves.toBeDefined();
});

test('whoever sees a message may react, also where only moderators write; nobody else', async () => {
	await postMessage(await enterChannel(ada, places.news), { body: 'News' });
	await expect(
		react(await enterChannel(linus, places.news), { seq: 1, emoji: '🎉', isGiven: true })
	).resolves.toMatchObject({ mine: ['🎉'] });
	await expect(lobby(mallory)).rejects.toEqual(refusal(404));
	await expect(enterChannel(linus, places.staff)).rejects.toEqual(refusal(404));
});

test('there is no reaction to a message that is not there any more, and deleting takes them along', async () => {
	await expect(give('🎉')).rejects.toEqual(refusal(404));
	await write();
	await give('🎉');
	await removeMessage(await lobby(ada), 1);
	expect(await db.selectFrom('reactions').selectAll().execute()).toEqual([]);
	await expect(give('🎉', grace)).rejects.toEqual(refusal(404));
	await expect(give('🎉', linus, false)).rejects.toEqual(refusal(404));
});

test('T17: across a block, in both directions, nobody reacts; what was given before stays as it is', async () => {
	await write();
	await give('🎉');
	await block(linus, ada);
	await expect(give('📻')).rejects.toEqual(refusal(403));
	await expect(give('🎉', linus, false)).rejects.toEqual(refusal(403));
	await write('Mine', linus);
	await expect(give('🎉', ada, true, 2)).rejects.toEqual(refusal(403));
	await expect(give('🎉', grace)).resolves.toBeDefined();
	expect(await headOf(db, places.lobby)).toEqual({ seq: 2, rev: 4 });
});

test('T17: in a direct conversation that is cut nothing is given, not even to one’s own words', async () => {
	const direct = await talk('390', ada, linus);
	await postMessage(await enterChannel(linus, direct), { body: 'Between us' });
	const wish = { seq: 1, emoji: '🎉', isGiven: true };
	await expect(react(await enterChannel(ada, direct), wish)).resolves.toMatchObject({ mine: ['🎉'] });
	await block(ada, linus);
	for (const viewer of [ada, linus])
		await expect(react(await enterChannel(viewer, direct), { ...wish, emoji: '📻' })).rejects.toEqual(refusal(403));
	await expect(enterChannel(grace, direct)).rejects.toEqual(refusal(404));
});

test('each person is told which are their own, on a page and in what was missed', async () => {
	await write();
	await give('🎉');
	await give('📻', alan);
	const page = await messagesBefore(db, places.lobby, 1);
	expect((await forViewer(db, places.lobby, page, linus.id))[0]!.mine).toEqual(['🎉']);
	expect((await forViewer(db, places.lobby, page, grace.id))[0]!.mine).toEqual([]);
	expect((await changesSince(places.lobby, 1, alan.id)).messages[0]!.mine).toEqual(['📻']);
});

test('words may change under their reactions', async () => {
	await write();
	await give('🎉');
	expect(await editMessage(await lobby(ada), { seq: 1, body: 'Second light' })).toMatchObject({
		body: 'Second light',
		reactions: [{ emoji: '🎉', count: 1 }]
	});
});
