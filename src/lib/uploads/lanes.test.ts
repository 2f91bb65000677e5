import { expect, test } from 'vitest';
import { inTurn } from './lanes';

test('three at a time, in their order, whatever becomes of those before', async () => {
	const began: number[] = [];
	const ends: (() => void)[] = [];
	const work = (n: number) =>
		inTurn(async () => {
			began.push(n);
			await new Promise<void>((end) => ends.push(end));
			if (n === 1) throw new Error('cut');
		});
	const all = Promise.allSettled([1, 2, 3, 4, 5].map(work));
	await Promise.resolve();
	expect(began).toEqual([1, 2, 3]);
	ends[0]!();
	await expect.poll(() => began).toEqual([1, 2, 3, 4]);
	ends[1]!();
	ends[2]!();
	await expect.poll(() => began).toEqual([1, 2, 3, 4, 5]);
	ends[3]!();
	ends[4]!();
	expect((await all).map(({ status }) => status)).toEqual(['rejected', ...Array(4).fill('fulfilled')]);
	const after = work(6);
	await expect.poll(() => began.at(-1)).toBe(6);
	ends[5]!();
	await after;
});
