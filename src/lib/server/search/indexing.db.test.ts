import { afterEach, expect, test } from 'vitest';
import { enterChannel } from '$lib/server/channels/access';
import { parseSearch } from '$lib/search/query';
import { freshWorld, people, places } from '../../../../tests/world';
import { db } from '../db';
import { editMessage, postMessage, removeMessage } from '../messages/commands';
import { caughtUp, noticeChange, startIndexing, stopIndexing } from './indexing';
import { foundBy } from './queries';

freshWorld();
afterEach(stopIndexing);

const count = async (words: string) => (await foundBy(db, people.linus.id, { line: parseSearch(words) })).found.length;

test('what is written is found a moment later; a search waits for it', async () => {
	const lobby = await enterChannel(people.linus, places.lobby);
	startIndexing();
	await postMessage(lobby, { body: 'fresh from the harbour' });
	await caughtUp([places.lobby], 5000);
	expect(await count('harbour')).toBe(1);
	const began = performance.now();
	await caughtUp([places.lobby, places.news], 5000);
	expect(performance.now() - began).toBeLessThan(1000);
});

test('what was written while nobody took it in is found after the next start', async () => {
	const lobby = await enterChannel(people.linus, places.lobby);
	await Promise.all(Array.from({ length: 300 }, (_, at) => postMessage(lobby, { body: `line ${at}` })));
	await postMessage(lobby, { body: 'the last lantern' });
	expect(await count('lantern')).toBe(0);
	startIndexing();
	await expect.poll(() => count('lantern'), { timeout: 10_000 }).toBe(1);
	expect(await count('line')).toBe(25);
});

test('a process that ends stops at once, and taking in the same again changes nothing', async () => {
	const lobby = await enterChannel(people.linus, places.lobby);
	startIndexing();
	await postMessage(lobby, { body: 'once only' });
	await caughtUp([places.lobby], 5000);
	const terms = () => db.selectFrom('searchTerms').selectAll().orderBy('term').execute();
	const before = await terms();
	expect(before.length).toBeGreaterThan(3);
	await stopIndexing();
	await db.updateTable('searchHeads').set({ rev: 0 }).execute();
	startIndexing();
	noticeChange(places.lobby);
	await caughtUp([places.lobby], 5000);
	expect(await terms()).toEqual(before);
	await stopIndexing();
	await postMessage(lobby, { body: 'nobody takes this in' });
	expect(await count('nobody')).toBe(0);
});

test(
	'words that are edited and deleted while everything is taken in are gone in the end',
	{ timeout: 30_000 },
	async () => {
		const lobby = await enterChannel(people.linus, places.lobby);
		startIndexing();
		await Promise.all(
			Array.from({ length: 40 }, async (_, at) => {
				const { seq } = await postMessage(lobby, { body: `ephemeral${at} canary` });
				if (at % 2) await editMessage(lobby, { seq, body: `rewritten${at}` });
				else await removeMessage(lobby, seq);
			})
		);
		await caughtUp([places.lobby], 10_000);
		expect(await count('canary')).toBe(0);
		expect(await count('rewritten*')).toBe(20);
		const left = await db.selectFrom('searchTerms').select('term').execute();
		expect(left.filter(({ term }) => /^(ephemeral|canary)/.test(term))).toEqual([]);
	}
);
