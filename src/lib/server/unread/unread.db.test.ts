import { expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterChannel } from '../channels/access';
import { enterCommunity } from '../communities/access';
import { db } from '../db';
import { createInvite, joinByInvite } from '../invites/commands';
import { postMessage } from '../messages/commands';
import { markRead } from './commands';
import { readMarkOf, unreadChannels } from './queries';

freshWorld();

const write = async (where: string, viewer = people.ada) =>
	postMessage(await enterChannel(viewer, where), { body: 'x' });
const unreadBy = async (viewer = people.linus) => (await unreadChannels(db, viewer.id)).map(({ id }) => id).sort();

test('a channel with lines behind the mark is unread, until it is read', async () => {
	expect(await unreadBy()).toEqual([]);
	await write(places.lobby);
	await write(places.lobby);
	expect(await unreadBy()).toEqual([places.lobby]);
	await markRead(await enterChannel(people.linus, places.lobby), 1);
	expect(await unreadBy()).toEqual([places.lobby]);
	await markRead(await enterChannel(people.linus, places.lobby), 2);
	expect(await unreadBy()).toEqual([]);
});

test('a mark never moves back, nor ahead of what was written', async () => {
	await write(places.lobby);
	await markRead(await enterChannel(people.linus, places.lobby), 4_000_000_000);
	await markRead(await enterChannel(people.linus, places.lobby), 0);
	expect(await unreadBy()).toEqual([]);
	await write(places.lobby);
	expect(await unreadBy()).toEqual([places.lobby]);
});

test('what one may not see is not unread, and outsiders have nothing', async () => {
	await write(places.staff);
	expect(await unreadBy(people.linus)).toEqual([]);
	expect(await unreadBy(people.grace)).toEqual([places.staff]);
	expect(await unreadBy(people.mallory)).toEqual([]);
});

test('for a newcomer what was said before is no news', async () => {
	await write(places.lobby);
	const code = await createInvite(await enterCommunity(people.ada, places.observatory), { lifetime: 0, maxUses: 0 });
	await joinByInvite(people.mallory, code);
	expect(await unreadBy(people.mallory)).toEqual([]);
	await write(places.lobby);
	expect(await unreadBy(people.mallory)).toEqual([places.lobby]);
});

test('where somebody stopped reading, and since when there is more; everyone has a mark of their own', async () => {
	expect(await readMarkOf(db, people.linus.id, places.lobby)).toEqual({ readSeq: 0, unreadSince: null });
	const [first, second] = [await write(places.lobby), await write(places.lobby)];
	await markRead(await enterChannel(people.linus, places.lobby), 1);
	expect(await readMarkOf(db, people.linus.id, places.lobby)).toEqual({ readSeq: 1, unreadSince: second.createdAt });
	expect(await readMarkOf(db, people.grace.id, places.lobby)).toEqual({ readSeq: 0, unreadSince: first.createdAt });
	expect(await readMarkOf(db, people.linus.id, places.staff)).toEqual({ readSeq: 0, unreadSince: null });
});
