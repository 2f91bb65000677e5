// What a search costs in a server of a million messages, whatever the words, and what making them findable costs those who write.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { parseSearch } from '$lib/search/query';
import { db } from '$lib/server/db';
import { endLane } from '$lib/server/db/lane';
import { appendLine } from '$lib/server/messages/append';
import { indexEverything, noticeChange, startIndexing, stopIndexing } from '$lib/server/search/indexing';
import { positionIn } from '$lib/server/search/position';
import { foundBy } from '$lib/server/search/queries';
import { Figures, goal, quantile, sized, verdict } from './parts/report';
import { settle } from './parts/world';

const MESSAGES = Number(process.env.BENCH_MESSAGES ?? sized(1_000_000, 40_000));
const TIMES = sized(100, 20);
const REPETITIONS = sized(9, 3);
const RUN = sized(2000, 500);
const VOCABULARY = 50_000;
const CHANNELS = 20;

let random = 42;
const next = () => (random = (random * 48271) % 2147483647) / 2147483647;
/** Words as people use them: the n-th is used one n-th as often as the first. */
const word = () => `word${Math.floor(VOCABULARY ** next())}`;

await settle(10);
const channelIds = Array.from({ length: CHANNELS }, (_, index) => String(401 + index));
const from = Date.now() - 3e10;
await db
	.insertInto('channels')
	.values(
		channelIds.map((id) => ({
			...{ id, communityId: '201', categoryId: null, kind: 'text' as const, name: `room-${id}` },
			createdAt: new Date(from)
		}))
	)
	.execute();

/** Half of all messages are in one channel; "sun" and "moon" are in every second line each, and never together. */
async function fill(): Promise<void> {
	const lines = channelIds.map(() => 0);
	const message = (number: number) => {
		const channel = next() < 0.5 ? 0 : Math.floor(next() * CHANNELS);
		const seq = ++lines[channel]!;
		const some = Array.from({ length: 4 + Math.floor(next() * 16) }, word);
		return {
			...{
				channelId: channelIds[channel]!,
				seq,
				rev: seq,
				authorId: String(1001 + (number % 10)),
				nonce: String(number)
			},
			body: `${some.join(' ')} ${seq % 2 ? 'sun' : 'moon'}${number % 100_003 === 7 ? ' eclipse' : ''}`,
			createdAt: new Date(from + number * 29_000)
		};
	};
	for (let number = 0; number < MESSAGES; number += 2000)
		await db
			.insertInto('messages')
			.values(Array.from({ length: Math.min(2000, MESSAGES - number) }, (_, index) => message(number + index)))
			.execute();
	for (const [index, id] of channelIds.entries())
		await db.updateTable('channels').set({ lastSeq: lines[index]!, rev: lines[index]! }).where('id', '=', id).execute();
}

const seconds = async (work: () => Promise<unknown>) => {
	const began = performance.now();
	await work();
	return (performance.now() - began) / 1000;
};
console.log(`${MESSAGES.toLocaleString('en')} messages were written in ${(await seconds(fill)).toFixed(0)} s`);
const took = await seconds(indexEverything);
console.log(`and taken in within ${took.toFixed(0)} s, ${Math.round(MESSAGES / took).toLocaleString('en')} a second`);
const { rows: sizes } = await sql<{ rows: string; bytes: string }>`select table_rows as \`rows\`, data_length as bytes
	from information_schema.tables where table_schema = database() and table_name = 'search_terms'`.execute(db);
const [perMessage, bytes] = [Number(sizes[0]!.rows) / MESSAGES, Number(sizes[0]!.bytes) / MESSAGES];
console.log(`about ${perMessage.toFixed(1)} rows and ${bytes.toFixed(0)} bytes of the index a message`);

const far = positionIn(`${from + MESSAGES * 14_500}-${channelIds[0]}-1`);
const searches: Record<string, { words: string; after?: typeof far }> = {
	'a very common word': { words: 'sun' },
	'a common word': { words: 'word3' },
	'a middling word': { words: 'word400' },
	'a rare word': { words: 'word30000' },
	'the rarest word': { words: 'eclipse' },
	'a word that is not there': { words: 'nowhere' },
	'two common words': { words: 'sun word1' },
	'two very common words, never together': { words: 'sun moon' },
	'a common and a middling word': { words: 'word1 word700' },
	'two middling words': { words: 'word300 word500' },
	'a common and a rare word': { words: 'sun word40000' },
	'a phrase of common words': { words: '"word1 word1 word2"' },
	'a common word, half-way back': { words: 'word1', after: far },
	'a common word by one person in one channel': { words: 'sun from:person1005 in:room-407' }
};

const figures = new Figures();
for (const [name, { words, after }] of Object.entries(searches)) {
	const search = { line: parseSearch(words), communityId: '201', after };
	const times: number[] = [];
	let found = 0;
	for (let turn = -3; turn < TIMES; turn++) {
		const began = performance.now();
		found = (await foundBy(db, '1001', search)).found.length;
		if (turn >= 0) times.push(performance.now() - began);
	}
	console.log(
		`${name}: ${found} found, p50 ${quantile(times, 0.5).toFixed(1)} ms, p99 ${quantile(times, 0.99).toFixed(1)} ms`
	);
	figures.add(`${name} (${found} found)`, { 'p50 ms': quantile(times, 0.5), 'p99 ms': quantile(times, 0.99) });
	// Phrases are told, not judged: only the messages themselves know whether words follow one another.
	if (!words.includes('"')) goal(`p99 of ${name}, ms`, [quantile(times, 0.99)], { most: 50 });
}
figures.print('A page of 25 results');

/** So many messages a second become durable while 32 write, in the words of the filling. */
async function write(isFindable: boolean): Promise<number> {
	if (isFindable) startIndexing();
	const end = performance.now() + RUN;
	const channelId = isFindable ? '301' : '303';
	let written = 0;
	const writer = async () => {
		while (performance.now() < end) {
			const body = Array.from({ length: 12 }, word).join(' ');
			await appendLine(channelId, { authorId: '1001', body, nonce: randomUUID(), createdAt: new Date() });
			if (isFindable) noticeChange(channelId);
			written++;
		}
	};
	await Promise.all(Array.from({ length: 32 }, writer));
	if (isFindable) await stopIndexing();
	return (written * 1000) / RUN;
}

const rates = new Figures();
await write(false);
for (let repetition = 0; repetition < REPETITIONS; repetition++)
	for (const isFindable of repetition % 2 ? [true, false] : [false, true])
		rates.add(isFindable ? 'findable' : 'not findable', { 'messages/s': await write(isFindable) });
rates.print('32 writers');
goal('messages/s while they are taken in, over without', rates.ratios('messages/s', 'findable', 'not findable'), {
	least: 0.3
});
console.log(`what was left is taken in within ${(await seconds(indexEverything)).toFixed(1)} s`);
await endLane();
await db.destroy();
verdict();
