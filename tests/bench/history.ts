// What a page of history costs in channels of ten thousand, a million and (BENCH_LARGE=1) five million messages.
import { CamelCasePlugin, Kysely, MysqlDialect } from 'kysely';
import { createConnection, type Connection } from 'mysql2/promise';
import { config } from '$lib/server/config';
import { openPool, type Db } from '$lib/server/db';
import { migrate } from '$lib/server/db/migrate';
import { messagesBefore } from '$lib/server/messages/queries';
import type { Schema } from '$lib/server/db/schema';
import { rowsRead } from '../cost';
import { Figures, goal, median, sized, verdict } from './parts/report';

const SMALLEST = 10_000;
const MILLION = sized(1_000_000, 100_000);
const LARGER = process.env.BENCH_LARGE === '1' ? [MILLION, 5 * MILLION] : [MILLION];
const SIZES = [SMALLEST, ...LARGER];
const REPETITIONS = sized(21, 3);
const PAGES = sized(100, 50);
const LIMIT = 50;
const CHANNEL = '301';
const AUTHORS = 1000;

/** So many rows with a column `n` that counts from 0; a power of ten. Every database understands it. */
function counting(rows: number): string {
	const digits = `(${Array.from({ length: 10 }, (_, digit) => `select ${digit} d`).join(' union all ')})`;
	const places = Array.from({ length: Math.log10(rows) }, (_, place) => ({ name: `t${place}`, weight: 10 ** place }));
	const sum = places.map(({ name, weight }) => `${name}.d * ${weight}`).join(' + ');
	return `(select ${sum} n from ${places.map(({ name }) => `${digits} ${name}`).join(', ')}) counted`;
}

const MOST_AT_ONCE = 1_000_000;

async function fill(connection: Connection, size: number): Promise<void> {
	await connection.query(`insert into users (id, handle, display_name, created_at)
		select 1000 + n, concat('person', n), concat('Person ', n), utc_timestamp(3) from ${counting(AUTHORS)}`);
	for (let from = 0; from < size; from += MOST_AT_ONCE)
		await connection.query(`insert into messages (channel_id, seq, rev, author_id, body, nonce, created_at)
			select ${CHANNEL}, n + ${from + 1}, n + ${from + 1}, 1000 + (n * 7919) % ${AUTHORS},
				concat('Line ', n, ' of a long conversation about gulls and transmitters.'), n + ${from}, utc_timestamp(3)
			from ${counting(Math.min(size, MOST_AT_ONCE))} order by n`);
	await connection.query('analyze table messages, users');
}

/** A database of its own for each size: the table grows, not only the channel. */
async function make(size: number): Promise<Db> {
	const url = `${config().databaseUrl}_${size}`;
	const connection = await createConnection(config().databaseUrl);
	await connection.query(`create database chatsphere_${size} character set utf8mb4 collate utf8mb4_unicode_520_ci`);
	const dialect = new MysqlDialect({ pool: async () => openPool(url, 4) });
	const db = new Kysely<Schema>({ dialect, plugins: [new CamelCasePlugin()] });
	await migrate(db);
	await connection.changeUser({ database: `chatsphere_${size}` });
	await fill(connection, size);
	await connection.end();
	return db;
}

type Page = 'newest page' | 'page in the middle';
/** The newest page, or one from the middle; neighbours of the middle take turns, so that not one page is read again and again. */
const read = (db: Db, size: number, page: Page, turn: number) =>
	messagesBefore(db, CHANNEL, LIMIT, page === 'newest page' ? undefined : size / 2 + (turn % 40) * LIMIT);

async function time(db: Db, size: number, page: Page): Promise<number> {
	const took: number[] = [];
	for (let turn = 0; turn < PAGES; turn++) {
		const began = performance.now();
		await read(db, size, page, turn);
		took.push(performance.now() - began);
	}
	return median(took);
}

const channels: { size: number; db: Db }[] = [];
for (const size of SIZES) {
	const began = performance.now();
	channels.push({ size, db: await make(size) });
	console.log(`${size.toLocaleString('en')} messages were written in ${Math.round(performance.now() - began)} ms`);
}
const name = (size: number) => `${size.toLocaleString('en')} messages`;
const largest = SIZES.at(-1)!;
for (const page of ['newest page', 'page in the middle'] as const) {
	const figures = new Figures();
	for (const { size, db } of channels) await time(db, size, page);
	for (let repetition = 0; repetition < REPETITIONS; repetition++)
		for (const { size, db } of repetition % 2 === 0 ? channels : [...channels].reverse())
			figures.add(name(size), {
				'ms a page': await time(db, size, page),
				'rows read': await rowsRead(db, (one) => read(one, size, page, repetition))
			});
	figures.print(`The ${page}, ${LIMIT} lines and their authors`);
	const over = (figure: string) => figures.ratios(figure, name(largest), name(SMALLEST));
	goal(`time for the ${page}, ${name(largest)} over ${name(SMALLEST)}`, over('ms a page'), { most: 1.3 });
	goal(`rows read for the ${page}, ${name(largest)} over ${name(SMALLEST)}`, over('rows read'), { most: 1 });
}
for (const { db } of channels) await db.destroy();
verdict();
