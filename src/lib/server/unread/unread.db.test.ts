import { expect, test } from 'vitest';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { createInvite, joinByInvite } from '../invites/commands';
import { leaveCommunity } from '../members/commands';
import { postMessage, removeMessage } from '../messages/commands';
import { markCommunityRead, markRead, markUnread, mute } from './commands';
import { readMarkOf, unreadChannels } from './queries';

freshWorld();

const into = (where: string, viewer = people.linus) => enterChannel(viewer, where);
const write = async (where: string, body = 'x', viewer = people.ada) =>
	postMessage(await into(where, viewer), { body });
const rowsOf = async (viewer = people.linus) => await unreadChannels(db, viewer.id);
const unreadBy = async (viewer = people.linus) =>
	(await rowsOf(viewer)).flatMap(({ id, lastSeq, read }) => (lastSeq > read ? [id] : [])).sort();
const rowOf = async (where: string, viewer = people.linus) => (await rowsOf(viewer)).find(({ id }) => id === where);

test('a channel with lines behind the mark is unread, until it is read', async () => {
	expect(await unreadBy()).toEqual([]);
	await write(places.lobby);
	await write(places.lobby);
	expect(await unreadBy()).toEqual([places.lobby]);
	await markRead(await into(places.lobby), 1);
	expect(await unreadBy()).toEqual([places.lobby]);
	await markRead(await into(places.lobby), 2);
	expect(await unreadBy()).toEqual([]);
});

test('reading never moves a mark back, nor ahead of what was written', async () => {
	await write(places.lobby);
	expect(await markRead(await into(places.lobby), 4_000_000_000)).toMatchObject({ seq: 1, version: 1 });
	expect(await markRead(await into(places.lobby), 0)).toMatchObject({ seq: 1, version: 1 });
	expect(await unreadBy()).toEqual([]);
	await write(places.lobby);
	expect(await unreadBy()).toEqual([places.lobby]);
	expect(await markRead(await into(places.lobby), 2)).toMatchObject({ seq: 2, version: 2 });
});

test('marking unread only moves a mark back, and brings the calls that are unread again', async () => {
	for (const body of ['one', '@linus two', '@everyone three', '@moderators four']) await write(places.lobby, body);
	await markRead(await into(places.lobby), 4);
	expect(await rowOf(places.lobby)).toMatchObject({ read: 4, version: 1 });
	const mark = await markUnread(await into(places.lobby), 3);
	expect(mark).toEqual({
		channelId: places.lobby,
		seq: 2,
		version: 2,
		isMuted: false,
		calls: { rev: 4, seqs: [3], role: 'guest' }
	});
	expect(await markUnread(await into(places.lobby), 4), 'further down nothing is to be done').toMatchObject({
		seq: 2,
		version: 2
	});
	expect(await markUnread(await into(places.lobby), 1)).toMatchObject({ seq: 0, version: 3, calls: { seqs: [3, 2] } });
	expect(await rowOf(places.lobby)).toMatchObject({ read: 0, version: 3, calls: [3, 2] });
	expect((await markUnread(await into(places.lobby, people.grace), 1)).calls?.seqs, 'who never read').toEqual([4, 3]);
});

test('each move is told to all windows of that person, and to nobody else', async () => {
	await write(places.lobby);
	const [linus, grace] = [
		listenerTo(`user:${people.linus.id}`),
		listenerTo(`user:${people.grace.id}`, `head:${places.lobby}`)
	];
	await markRead(await into(places.lobby), 1);
	await markUnread(await into(places.lobby), 1);
	await mute(await into(places.lobby), true);
	const moved = { type: 'read.moved', channelId: places.lobby };
	expect(linus.heard).toEqual([
		{ ...moved, seq: 1, version: 1, isMuted: false },
		{ ...moved, seq: 0, version: 2, isMuted: false, calls: { rev: 1, seqs: [], role: 'guest' } },
		{ ...moved, seq: 0, version: 3, isMuted: true }
	]);
	expect(grace.heard).toEqual([]);
});

test('muting is a move as well, is remembered with the mark and can be undone', async () => {
	expect(await mute(await into(places.lobby), true)).toMatchObject({ seq: 0, version: 1, isMuted: true });
	expect(await mute(await into(places.lobby), true)).toMatchObject({ version: 1 });
	await write(places.lobby);
	expect(await markRead(await into(places.lobby), 1)).toMatchObject({ seq: 1, version: 2, isMuted: true });
	expect(await rowOf(places.lobby)).toMatchObject({ isMuted: true });
	expect(await mute(await into(places.lobby), false)).toMatchObject({ seq: 1, version: 3, isMuted: false });
	expect(await rowOf(places.lobby)).not.toHaveProperty('isMuted');
});

test('moves at the same time: each has its version, and none is lost', async () => {
	for (let line = 0; line < 10; line++) await write(places.lobby);
	const access = await into(places.lobby);
	const marks = await Promise.all(
		Array.from({ length: 20 }, (_, at) => (at % 2 ? mute(access, at % 4 === 1) : markRead(access, at / 2 + 1)))
	);
	const last = marks.reduce((a, b) => (b.version > a.version ? b : a));
	expect(await rowOf(places.lobby)).toMatchObject({ read: 10, version: last.version });
	expect(last).toMatchObject({ seq: 10 });
	for (const { version, ...mark } of marks)
		for (const other of marks) if (other.version === version) expect(other).toEqual({ version, ...mark });
});

test('a whole server is read at once, as far as one sees it', async () => {
	for (const where of [places.lobby, places.news, places.staff]) await write(where);
	await write(places.away, 'x', people.mallory);
	await mute(await into(places.news), true);
	const linus = listenerTo(`user:${people.linus.id}`);
	const marks = await markCommunityRead(await enterCommunity(people.linus, places.observatory));
	expect(marks.map(({ channelId, seq, version, isMuted }) => [channelId, seq, version, isMuted]).sort()).toEqual([
		[places.lobby, 1, 1, false],
		[places.news, 1, 2, true]
	]);
	expect(linus.types()).toEqual(['read.moved', 'read.moved']);
	expect(await unreadBy()).toEqual([]);
	expect(await markCommunityRead(await enterCommunity(people.linus, places.observatory))).toEqual([]);
	const { rows } = {
		rows: await db.selectFrom('readMarks').where('userId', '=', people.linus.id).select('channelId').execute()
	};
	expect(rows.map(({ channelId }) => channelId).sort(), 'no mark where one sees nothing').toEqual([
		places.lobby,
		places.news
	]);
});

test('who is called: by name, with everyone, with those of one role; not by what was deleted or comes quietly', async () => {
	for (const body of ['@linus', '@everyone', '@moderators', '@admins @linus @everyone', 'nobody'])
		await write(places.lobby, body);
	await removeMessage(await into(places.lobby, people.ada), 1);
	expect((await rowOf(places.lobby))?.calls).toEqual([4, 2]);
	expect((await rowOf(places.lobby, people.grace))?.calls).toEqual([4, 3, 2]);
	expect((await rowOf(places.lobby, people.alan))?.calls).toEqual([4, 2]);
	await db.updateTable('mentions').set({ isQuiet: true }).execute();
	await db.updateTable('wideMentions').set({ isQuiet: true }).where('whom', '=', 'everyone').execute();
	expect(await rowOf(places.lobby)).not.toHaveProperty('calls');
});

test('what one may not see is not unread, and its calls are nobody’s; outsiders have nothing', async () => {
	await write(places.staff, '@everyone @moderators');
	expect(await rowsOf(people.linus)).toEqual([]);
	expect(await rowOf(places.staff, people.grace)).toMatchObject({ lastSeq: 1, read: 0, calls: [1] });
	expect(await rowsOf(people.mallory)).toEqual([]);
	await db.deleteFrom('channelGrants').execute();
	expect(await rowsOf(people.grace), 'not any more').toEqual([]);
});

test('of direct conversations only those of one’s own, whoever writes there', async () => {
	const id = await talk('901', people.ada, people.linus);
	await write(id, 'Psst');
	expect(await rowOf(id)).toEqual({ id, communityId: null, lastSeq: 1, rev: 1, read: 0, version: 0 });
	expect(await rowOf(id, people.grace)).toBeUndefined();
	expect(await markUnread(await into(id), 1), 'every line is for them').not.toHaveProperty('calls');
});

test('for a newcomer what was said before is no news; who comes back keeps what they muted', async () => {
	await write(places.lobby);
	const code = await createInvite(await enterCommunity(people.ada, places.observatory), { lifetime: 0, maxUses: 0 });
	await joinByInvite(people.mallory, code);
	expect(await unreadBy(people.mallory)).toEqual([]);
	await write(places.lobby);
	expect(await unreadBy(people.mallory)).toEqual([places.lobby]);
	await mute(await into(places.lobby, people.mallory), true);
	await leaveCommunity(await enterCommunity(people.mallory, places.observatory));
	expect(await rowsOf(people.mallory)).toEqual([]);
	await joinByInvite(people.mallory, code);
	expect(await rowOf(places.lobby, people.mallory)).toMatchObject({ read: 2, version: 3, isMuted: true });
});

test('where somebody stopped reading, and since when there is more; everyone has a mark of their own', async () => {
	expect(await readMarkOf(db, people.linus.id, places.lobby)).toEqual({ readSeq: 0, unreadSince: null });
	const [first, second] = [await write(places.lobby), await write(places.lobby)];
	await markRead(await enterChannel(people.linus, places.lobby), 1);
	expect(await readMarkOf(db, people.linus.id, places.lobby)).toEqual({ readSeq: 1, unreadSince: second.createdAt });
	expect(await readMarkOf(db, people.grace.id, places.lobby)).toEqual({ readSeq: 0, unreadSince: first.createdAt });
	expect(await readMarkOf(db, people.linus.id, places.staff)).toEqual({ readSeq: 0, unreadSince: null });
});
