import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { channelFor } from '../channels/queries';
import { db } from '../db';
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

/** How many rows the storage engine was asked for while `work` ran, by kind of access. */
async function rowsRead(work: (one: typeof db) => Promise<unknown>): Promise<number> {
	return db.connection().execute(async (one) => {
		const count = async () => {
			const { rows } = await sql<{
				Variable_name: string;
				Value: string;
			}>`show session status like 'Handler_read_%'`.execute(one);
			return rows.reduce((sum, row) => sum + Number(row.Value), 0);
		};
		const before = await count();
		await work(one as typeof db);
		return (await count()) - before;
	});
}

test('the newest page and one in the middle of a hundred thousand lines read the same number of rows', async () => {
	const newest = await rowsRead((one) => messagesBefore(one, places.lobby, LIMIT));
	const middle = await rowsRead((one) => messagesBefore(one, places.lobby, LIMIT, LINES / 2));
	const around = await rowsRead((one) => messagesAround(one, places.lobby, LIMIT, LINES / 2));
	const first = await rowsRead((one) => messagesBefore(one, places.lobby, LIMIT, LIMIT + 1));
	// A line, and who wrote it.
	expect(newest).toBeLessThanOrEqual(2 * (LIMIT + 1));
	expect(Math.abs(middle - newest)).toBeLessThanOrEqual(1);
	expect(Math.abs(around - newest)).toBeLessThanOrEqual(1);
	expect(Math.abs(first - newest)).toBeLessThanOrEqual(1);
});

test('catching up and looking for a nonce do not read history either', async () => {
	// And a look for what may belong to them: reactions, pins, mentions of people and of groups.
	const belongings = 6;
	expect(await rowsRead((one) => messagesChangedAfter(one, places.lobby, LINES - 5, 201))).toBeLessThanOrEqual(
		2 * 5 + 2 + belongings
	);
	expect(await rowsRead((one) => messageByNonce(one, places.lobby, people.linus.id, '77'))).toBeLessThanOrEqual(
		3 + belongings
	);
	expect(await rowsRead((one) => channelFor(one, places.lobby, people.linus.id))).toBeLessThanOrEqual(6);
});

test('every page is found by its index, as EXPLAIN tells', async () => {
	const plan = async (query: { compile(): { sql: string; parameters: readonly unknown[] } }) => {
		const { sql: text, parameters } = query.compile();
		const compiled = sql.raw<{ table: string; key: string | null; type: string; Extra: string }>(
			`explain ${parameters.reduce<string>((said, value) => said.replace('?', typeof value === 'number' ? String(value) : `'${String(value)}'`), text)}`
		);
		return (await compiled.execute(db)).rows.map(({ table, key, type, Extra }) => ({
			table,
			key,
			type,
			sorts: /filesort|temporary/.test(Extra)
		}));
	};
	const page = db
		.selectFrom('messages')
		.innerJoin('users', 'users.id', 'messages.authorId')
		.where('messages.channelId', '=', places.lobby)
		.where('messages.seq', '<', LINES / 2)
		.orderBy('messages.seq', 'desc')
		.limit(LIMIT)
		.select(['messages.seq', 'users.displayName']);
	for (const step of await plan(page)) expect(step).toMatchObject({ key: 'PRIMARY', sorts: false });
	const changes = db
		.selectFrom('messages')
		.where('channelId', '=', places.lobby)
		.where('rev', '>', LINES - 5)
		.orderBy('rev')
		.limit(201)
		.select('seq');
	expect(await plan(changes)).toMatchObject([{ key: 'messages_by_rev', type: 'range', sorts: false }]);
});
