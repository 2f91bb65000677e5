import { expect, test } from 'vitest';
import { inRounds } from './rounds';

/** Questions that are answered one by one, when told. */
function slowly() {
	const asked: number[][] = [];
	const go: (() => void)[] = [];
	const ask = inRounds<number, number>(async (_, asks) => {
		asked.push(asks);
		await new Promise<void>((resolve) => go.push(resolve));
		if (asks.includes(13)) throw new Error('unlucky');
		return asks.map((one) => one * 10);
	});
	const finish = async () => {
		go.shift()!();
		await new Promise((resolve) => setImmediate(resolve));
	};
	return { ask, asked, finish };
}

test('who is alone is asked for at once; who comes meanwhile is asked for together, afterwards', async () => {
	const { ask, asked, finish } = slowly();
	const answers = [1, 2, 3].map((one) => ask('a', one));
	const other = ask('b', 4);
	expect(asked).toEqual([[1], [4]]);
	await finish();
	expect(asked).toEqual([[1], [4], [2, 3]]);
	await finish();
	await finish();
	expect(await Promise.all([...answers, other])).toEqual([10, 20, 30, 40]);
	void ask('a', 5);
	expect(asked.at(-1)).toEqual([5]);
});

test('a question that fails fails for those it was asked for, and for nobody else', async () => {
	const { ask, finish } = slowly();
	const answers = [1, 13, 2].map((one) => ask('a', one));
	const settled = Promise.allSettled(answers);
	await finish();
	const later = ask('a', 3);
	await finish();
	await finish();
	expect((await settled).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
	expect(await later).toBe(30);
});

test('no more than two hundred are asked for at once', async () => {
	const { ask, asked, finish } = slowly();
	const answers = Array.from({ length: 300 }, (_, index) => ask('a', index + 100));
	for (let round = 0; round < 3; round++) await finish();
	await Promise.all(answers);
	expect(asked.map(({ length }) => length)).toEqual([1, 200, 99]);
});
