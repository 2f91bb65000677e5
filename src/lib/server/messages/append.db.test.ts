import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { isUnavailable } from '../db/trouble';
import { appendLine, type Line } from './append';
import { messagesBefore } from './queries';

freshWorld();

const line = (body: string, nonce = body, authorId = people.linus.id): Line => ({
	authorId,
	body,
	nonce,
	createdAt: new Date()
});
const stored = async (channelId = places.lobby) => (await messagesBefore(db, channelId, 1000)).map(({ body }) => body);

/** How many transactions were committed while `work` ran. */
async function commits(work: () => Promise<unknown>): Promise<number> {
	const count = async () => {
		const { rows } = await sql<{ Value: string }>`show global status like 'Com_commit'`.execute(db);
		return Number(rows[0]!.Value);
	};
	const before = await count();
	await work();
	return (await count()) - before;
}

test('lines that come while a commit is under way go together, in the order they came', async () => {
	const bodies = Array.from({ length: 60 }, (_, i) => `m${i}`);
	const used = await commits(() => Promise.all(bodies.map((body) => appendLine(places.lobby, line(body)))));
	expect(await stored()).toEqual(bodies);
	expect(used).toBeLessThan(10);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 60, rev: 60 });
});

test('every sender is told their own line', async () => {
	const bodies = Array.from({ length: 60 }, (_, i) => `m${i}`);
	const told = await Promise.all(bodies.map((body) => appendLine(places.lobby, line(body))));
	expect(told).toEqual(bodies.map((_, i) => ({ seq: i + 1, rev: i + 1, isRepeat: false })));
});

test('one bad line does not fail its neighbours', async () => {
	await appendLine(places.lobby, line('first', 'taken'));
	const crowd = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
	const sent = await Promise.all([
		...crowd.map((body) => appendLine(places.lobby, line(body))),
		appendLine(places.lobby, line('repeat', 'taken')),
		appendLine(places.lobby, line('twice', 'x')),
		appendLine(places.lobby, line('twice', 'x')),
		appendLine(places.lobby, line('too long'.repeat(20_000), 'long')).catch(() => 'refused')
	]);
	expect(sent.slice(7)).toMatchObject([{ seq: 1, isRepeat: true }, { isRepeat: false }, { isRepeat: true }, 'refused']);
	expect((await stored()).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'first', 'g', 'twice']);
	expect(await headOf(db, places.lobby)).toEqual({ seq: 9, rev: 9 });
});

test('channels do not wait for each other', async () => {
	const other = await db.connection().execute(async (holder) => {
		await sql`start transaction`.execute(holder);
		await sql`select * from channels where id = ${places.lobby} for update`.execute(holder);
		const blocked = appendLine(places.lobby, line('held up'));
		const free = await appendLine(places.away, line('free', 'free', people.mallory.id));
		expect(await stored()).toEqual([]);
		await sql`commit`.execute(holder);
		await blocked;
		return free;
	});
	expect(other.seq).toBe(1);
	expect(await stored()).toEqual(['held up']);
});

test('a channel that was deleted takes no line', async () => {
	await db.updateTable('channels').set({ deletedAt: new Date() }).where('id', '=', places.lobby).execute();
	await expect(appendLine(places.lobby, line('late'))).rejects.toMatchObject({ status: 404 });
});

test('a connection lost on the way is an honest failure, and sending again writes once', async () => {
	await db.connection().execute(async (holder) => {
		await sql`start transaction`.execute(holder);
		await sql`select * from channels where id = ${places.lobby} for update`.execute(holder);
		const sent = appendLine(places.lobby, line('lost')).catch((error: unknown) => isUnavailable(error));
		const blocked = sql<{ id: string }>`select id from information_schema.processlist
			where db = database() and info like 'update channels%' and id <> connection_id()`;
		await expect.poll(async () => (await blocked.execute(db)).rows.length).toBe(1);
		await sql.raw(`kill ${(await blocked.execute(db)).rows[0]!.id}`).execute(db);
		expect(await sent).toBe(true);
		await sql`commit`.execute(holder);
	});
	expect(await stored()).toEqual([]);
	expect(await appendLine(places.lobby, line('lost'))).toEqual({ seq: 1, rev: 1, isRepeat: false });
	expect(await stored()).toEqual(['lost']);
});
