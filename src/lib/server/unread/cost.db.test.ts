import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { plansOf, rowsRead } from '../../../../tests/cost';
import { freshWorld, people, places } from '../../../../tests/world';
import { db } from '../db';
import { unreadChannels } from './queries';

freshWorld();

/** Lines of #lobby and #news that call Linus and everyone, and how far he has read. */
async function past(lines: number, read: number): Promise<void> {
	for (const channelId of [places.lobby, places.news])
		for (let start = 1; start <= lines; start += 2000) {
			const seqs = Array.from({ length: Math.min(2000, lines + 1 - start) }, (_, index) => start + index);
			const calls = seqs.map((seq) => ({ channelId, seq, isQuiet: false }));
			await db
				.insertInto('mentions')
				.values(calls.map((one) => ({ ...one, userId: people.linus.id, written: 'linus' })))
				.execute();
			await db
				.insertInto('wideMentions')
				.values(calls.map((one) => ({ ...one, whom: 'everyone' as const })))
				.execute();
		}
	await db
		.updateTable('channels')
		.set({ lastSeq: lines, rev: lines })
		.where('id', 'in', [places.lobby, places.news])
		.execute();
	const marks = [places.lobby, places.news].map((channelId) => ({
		userId: people.linus.id,
		channelId,
		lastReadSeq: read,
		version: 1
	}));
	await db.insertInto('readMarks').values(marks).execute();
	await sql`analyze table mentions, wide_mentions, channels, communities, read_marks, participants`.execute(db);
}

test('what was read long ago costs nothing, and what was not is looked at up to a limit', async () => {
	const cost = () => rowsRead(db, (one) => unreadChannels(one, people.linus.id));
	await past(20_000, 19_990);
	const few = await cost();
	expect(few, 'ten unread lines in each of two channels').toBeLessThan(200);
	await db.updateTable('readMarks').set({ lastReadSeq: 0 }).execute();
	expect(await cost(), 'twenty thousand').toBeLessThan(few + 2 * 2 * 2 * 100);
	const rows = await unreadChannels(db, people.linus.id);
	expect(rows.map(({ calls }) => [calls?.length, calls?.[0]])).toEqual([
		[100, 20_000],
		[100, 20_000]
	]);
});

/** Many servers that are nothing to Linus: a database that has almost nothing in it looks at all of it. */
async function others(): Promise<void> {
	const createdAt = new Date();
	const servers = Array.from({ length: 200 }, (_, at) => String(10_000 + at));
	await db
		.insertInto('communities')
		.values(servers.map((id) => ({ id, name: 'Other', iconFile: null, ownerId: people.mallory.id, createdAt })))
		.execute();
	const rooms = servers.flatMap((communityId, server) =>
		Array.from({ length: 10 }, (_, at) => ({ id: String(20_000 + server * 10 + at), communityId, name: `room-${at}` }))
	);
	await db
		.insertInto('channels')
		.values(rooms.map((room) => ({ ...room, categoryId: null, kind: 'text' as const, createdAt })))
		.execute();
	await db
		.insertInto('readMarks')
		.values(rooms.map(({ id }) => ({ userId: people.mallory.id, channelId: id, lastReadSeq: 1 })))
		.execute();
	await db
		.insertInto('participants')
		.values(rooms.map(({ id }) => ({ userId: people.mallory.id, channelId: id })))
		.execute();
}

test('each table is asked by a key', async () => {
	await others();
	await past(4000, 3990);
	const plans = await plansOf(db, (watched) => unreadChannels(watched, people.linus.id));
	expect(plans).toHaveLength(3);
	for (const { table, type, key } of plans.flat()) expect([table, type, key]).not.toEqual([table, 'ALL', null]);
});
