import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { plansOf, rowsRead } from '../../../../tests/cost';
import { freshWorld, people, places } from '../../../../tests/world';
import { channelFor } from '../channels/queries';
import { db, type Db } from '../db';
import { messageByNonce, messagesAround, messagesBefore, messagesChangedAfter } from './queries';

freshWorld();

const LINES = 100_000;
const LIMIT = 50;

beforeEach(async () => {
	// Digits joined with themselves make a hundred thousand lines in one statement; the sequence is the same on every database.
	const digits = sql`(select 0 d union all select 1 union all select 2 union all select 3 union all select 4
		union all select 5 union all select 6 union all select 7 union all select 8 union all select 9)`;
	await sql`insert into messages (channel_id, seq, rev, author_id, body, nonce, created_at)
		select ${places.lobby}, n.seq, n.seq, ${people.linus.id}, concat('line ', n.seq), n.seq, utc_timestamp(3)
		from (select 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d + 10000 * e.d as seq
			from ${digits} a, ${digits} b, ${digits} c, ${digits} d, ${digits} e) n`.execute(db);
	await sql`update channels set last_seq = ${LINES}, rev = ${LINES} where id = ${places.lobby}`.execute(db);
	await sql`analyze table messages`.execute(db);
}, 60_000);

test('the newest page and one in the middle of a hundred thousand lines read the same number of rows', async () => {
	const newest = await rowsRead(db, (one) => messagesBefore(one, places.lobby, LIMIT));
	const middle = await rowsRead(db, (one) => messagesBefore(one, places.lobby, LIMIT, LINES / 2));
	const around = await rowsRead(db, (one) => messagesAround(one, places.lobby, LIMIT, LINES / 2));
	const first = await rowsRead(db, (one) => messagesBefore(one, places.lobby, LIMIT, LIMIT + 1));
	// A line, and who wrote it.
	expect(newest).toBeLessThanOrEqual(2 * (LIMIT + 1));
	expect(Math.abs(middle - newest)).toBeLessThanOrEqual(1);
	expect(Math.abs(around - newest)).toBeLessThanOrEqual(1);
	expect(Math.abs(first - newest)).toBeLessThanOrEqual(1);
});

test('catching up and looking for a nonce do not read history either', async () => {
	// And a look for what may belong to them: reactions, pins, mentions of people and of groups.
	const belongings = 6;
	expect(await rowsRead(db, (one) => messagesChangedAfter(one, places.lobby, LINES - 5, 201))).toBeLessThanOrEqual(
		2 * 5 + 2 + belongings
	);
	expect(await rowsRead(db, (one) => messageByNonce(one, places.lobby, people.linus.id, '77'))).toBeLessThanOrEqual(
		3 + belongings
	);
	expect(await rowsRead(db, (one) => channelFor(one, places.lobby, people.linus.id))).toBeLessThanOrEqual(6);
});

test('every page is found by its index, as EXPLAIN tells', async () => {
	const asked = async (work: (one: Db) => Promise<unknown>) =>
		(await plansOf(db, work))[0]!.map(({ table, key, type, Extra }) => ({
			...{ table, key, type },
			sorts: /filesort|temporary/.test(Extra)
		}));
	for (const step of await asked((one) => messagesBefore(one, places.lobby, LIMIT, LINES / 2)))
		expect(step).toMatchObject({ key: 'PRIMARY', sorts: false });
	expect(await asked((one) => messagesChangedAfter(one, places.lobby, LINES - 5, 201))).toMatchObject([
		{ key: 'messages_by_rev', type: 'range', sorts: false },
		{ key: 'PRIMARY', sorts: false }
	]);
});
