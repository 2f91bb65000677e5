import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { parseSearch } from '$lib/search/query';
import { rowsRead } from '../../../../tests/cost';
import { freshWorld, people, places } from '../../../../tests/world';
import { db } from '../db';
import { indexEverything } from './indexing';
import { positionIn } from './position';
import { foundBy } from './queries';

freshWorld();

const LINES = 20_000;
const from = Date.UTC(2026, 0, 1);

beforeEach(async () => {
	for (let start = 1; start <= LINES; start += 2000) {
		const lines = Array.from({ length: 2000 }, (_, index) => start + index).map((number) => ({
			...{ channelId: number % 4 ? places.lobby : places.news, seq: number, rev: number, nonce: String(number) },
			authorId: people.ada.id,
			body: `the ${number % 2 ? 'sun' : 'moon'} over line ${number}`,
			createdAt: new Date(from + number * 1000)
		}));
		await db.insertInto('messages').values(lines).execute();
	}
	await db
		.updateTable('channels')
		.set({ lastSeq: LINES, rev: LINES })
		.where('communityId', '=', places.observatory)
		.execute();
	await indexEverything();
	await sql`analyze table messages, search_terms`.execute(db);
}, 60_000);

test('a page of a search reads a bounded number of rows, however common its words are', async () => {
	const half = positionIn(`${from + LINES * 500}-${places.lobby}-1`);
	const cost = async (words: string, after = positionIn(null)) => {
		const search = { line: parseSearch(words), communityId: places.observatory, after };
		return rowsRead(db, (one) => foundBy(one, people.linus.id, search));
	};
	for (const words of ['the', 'sun', 'the sun', 'the over', 'the sun in:lobby', 'from:ada', 'in:news'])
		for (const after of [null, half]) expect(await cost(words, after), words).toBeLessThan(3000);
	// Never together, and in every block: one row a block and word is all that is read.
	expect(await cost('sun moon')).toBeLessThan(1500);
	expect(await cost('nowhere')).toBeLessThan(60);
	expect(await cost('19998')).toBeLessThan(100);
});
