import { expect, test } from 'vitest';
import { freshWorld, people, places, talk } from '../../../../tests/world';
import { db } from '../db';
import { mutedChannels } from './queries';

freshWorld();

test('P40: one’s muted channels are listed as far as one sees them, and nobody else’s', async () => {
	await talk('401', people.linus, people.mallory);
	const mute = (userId: string, channelId: string) =>
		db.insertInto('readMarks').values({ userId, channelId, lastReadSeq: 0, isMuted: true }).execute();
	for (const channelId of [places.lobby, places.staff, '401']) await mute(people.linus.id, channelId);
	await mute(people.ada.id, places.news);
	const quiet = { userId: people.linus.id, channelId: places.news, lastReadSeq: 0, isMuted: false };
	await db.insertInto('readMarks').values(quiet).execute();
	expect(await mutedChannels(db, people.linus.id)).toEqual([
		{ id: places.lobby, name: 'lobby', communityId: places.observatory, userId: null },
		{ id: '401', name: 'Mallory', communityId: null, userId: people.mallory.id }
	]);
});
