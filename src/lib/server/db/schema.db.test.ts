import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshWorld } from '../../../../tests/world';
import { openPool, db } from './index';
import { newId } from './id';
import { isMigrated, migrate } from './migrate';
import source from './schema.ts?raw';

freshWorld();

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Tables and columns as schema.ts names them. */
function written(): string[] {
	const body = source.slice(source.indexOf('export interface Schema'));
	return [...body.matchAll(/^\t(\w+): \{([^}]*)\}/gms)].flatMap(([, table, columns]) =>
		[...columns!.matchAll(/(\w+):/g)].map(([, column]) => `${snake(table!)}.${snake(column!)}`)
	);
}

test('schema.ts names the tables and columns that are there, no more and no fewer', async () => {
	const { rows } = await sql<{ name: string }>`select concat(table_name, '.', column_name) as name
		from information_schema.columns where table_schema = database() and table_name not like 'kysely%'`.execute(db);
	expect(written().sort()).toEqual(rows.map(({ name }) => name).sort());
});

test('every table says its character set; no unique key treats emoji as equal', async () => {
	const { rows } = await sql<{
		name: string;
		collation: string;
	}>`select table_name as name, table_collation as collation
		from information_schema.tables where table_schema = database() and table_name not like 'kysely%'`.execute(db);
	expect(new Set(rows.map(({ collation }) => collation))).toEqual(new Set(['utf8mb4_unicode_520_ci']));
});

test('migrating twice, also at once, changes nothing and fails nowhere', async () => {
	await Promise.all([migrate(db), migrate(db)]);
	expect(await isMigrated(db)).toBe(true);
});

test('a migration that was killed half-way is finished at the next start', async () => {
	// As after a kill between the last table and Kysely's own note that the migration is done.
	await sql`delete from kysely_migration where name >= '2026-11-22-3'`.execute(db);
	await sql`set foreign_key_checks = 0`.execute(db);
	await sql`drop table messages`.execute(db);
	expect(await isMigrated(db)).toBe(false);
	await migrate(db);
	expect(await isMigrated(db)).toBe(true);
	expect((await sql`select count(*) from messages`.execute(db)).rows).toHaveLength(1);
});

test('ids are unique, grow with time, and survive the loss of the worker number', async () => {
	const first = await Promise.all(Array.from({ length: 2000 }, () => newId()));
	expect(new Set(first).size).toBe(2000);
	const held = await sql<{
		id: string;
	}>`select id from information_schema.processlist where db = database() and command = 'Sleep'`.execute(db);
	for (const { id } of held.rows)
		await sql
			.raw(`kill ${id}`)
			.execute(db)
			.catch(() => undefined);
	const later = await newId();
	expect(first).not.toContain(later);
	expect(BigInt(later) > BigInt(first[0]!)).toBe(true);
});

test('moments keep their milliseconds and their zone, text its emoji and its case', async () => {
	const pool = openPool(process.env.DATABASE_URL!, 1).promise();
	const at = new Date('2026-03-29T01:30:00.123Z');
	await pool.query(
		'create temporary table probe (at datetime(3), word varchar(20)) character set utf8mb4 collate utf8mb4_unicode_520_ci'
	);
	await pool.query('insert into probe values (?, ?)', [at, '😀 Ünïcode']);
	const [rows] = await pool.query('select * from probe');
	expect(rows).toEqual([{ at, word: '😀 Ünïcode' }]);
	await pool.end();
});
