// How many messages a second become durable in one channel, beside mysql2's `execute` one by one.
import { randomUUID } from 'node:crypto';
import { createPool, type ResultSetHeader } from 'mysql2/promise';
import { config } from '$lib/server/config';
import { db } from '$lib/server/db';
import { endLane } from '$lib/server/db/lane';
import { appendLine } from '$lib/server/messages/append';
import { Figures, goal, printRatios, quantile, sized, verdict } from './parts/report';
import { settle } from './parts/world';

const REPETITIONS = sized(15, 3);
const RUN = sized(800, 300);
const BODY = 'The recital starts at 20:30, doors at 20:00. I’ll be at the desk from seven.';

const { channelIds } = await settle(10);
const [ourChannel, sameWorkChannel, bareChannel] = channelIds as [string, string, string];
const authorId = '1001';
// A connection for each writer: with fewer of them `execute` is slower.
const pool = createPool({ uri: config().databaseUrl, connectionLimit: 32, timezone: 'Z' });

const count = `update channels set last_seq = last_insert_id(last_seq + 1), rev = rev + 1 where id = ?`;
const insert = `insert into messages (channel_id, seq, rev, author_id, body, nonce, created_at) values (?, ?, ?, ?, ?, ?, ?)`;
const row = (channelId: string, line: number) => [channelId, line, line, authorId, BODY, randomUUID(), new Date()];

/** The same work as ours: the counter and the line, in one transaction. */
async function sameWork(): Promise<void> {
	const connection = await pool.getConnection();
	try {
		await connection.beginTransaction();
		const [{ insertId }] = await connection.execute<ResultSetHeader>(count, [sameWorkChannel]);
		await connection.execute(insert, row(sameWorkChannel, insertId));
		await connection.commit();
	} finally {
		connection.release();
	}
}

let lines = 0;
const modes = {
	ours: () => appendLine(ourChannel, { authorId, body: BODY, nonce: randomUUID(), createdAt: new Date() }),
	'same work': sameWork,
	// The number is counted in memory: nothing but the insert is left.
	'bare insert': () => pool.execute(insert, row(bareChannel, ++lines))
};
type Mode = keyof typeof modes;

/** So many writers, each of whom writes the next line when the last one is durable. */
async function run(mode: Mode, writers: number, milliseconds: number) {
	const took: number[] = [];
	const cpu = process.cpuUsage();
	const began = performance.now();
	const end = began + milliseconds;
	const writer = async () => {
		for (let now = performance.now(); now < end;) {
			await modes[mode]();
			const after = performance.now();
			took.push(after - now);
			now = after;
		}
	};
	await Promise.all(Array.from({ length: writers }, writer));
	const perSecond = (took.length * 1000) / (performance.now() - began);
	const { user, system } = process.cpuUsage(cpu);
	const cpuPerRow = (user + system) / took.length;
	return {
		'rows/s': perSecond,
		'CPU us/row': cpuPerRow,
		'p50 ms': quantile(took, 0.5),
		'p99 ms': quantile(took, 0.99)
	};
}

const names = Object.keys(modes) as Mode[];
/** Each mode goes first in its turn. */
const inTurn = (repetition: number) => names.map((_, index) => names[(index + repetition) % names.length]!);

for (const writers of [32, 1]) {
	const figures = new Figures();
	for (const mode of names) await run(mode, writers, RUN / 2);
	for (let repetition = 0; repetition < REPETITIONS; repetition++)
		for (const mode of inTurn(repetition)) figures.add(mode, await run(mode, writers, RUN));
	const over = (mode: Mode) => figures.ratios('rows/s', 'ours', mode);
	figures.print(`${writers === 1 ? 'One writer' : `${writers} writers`} in one channel`);
	printRatios('rows/s, ours over', { 'same work': over('same work'), 'bare insert': over('bare insert') });
	if (writers === 1) goal('rows/s over the same work with execute, 1 writer', over('same work'), { least: 0.85 });
	else {
		goal('rows/s over a bare execute, 32 writers', over('bare insert'), { least: 2.5 });
		goal('p99 over a bare execute’s, 32 writers', figures.ratios('p99 ms', 'ours', 'bare insert'), { most: 1 });
	}
}
await pool.end();
await endLane();
await db.destroy();
verdict();
