import { expect, test } from 'vitest';
import { Budget } from './budget';

test('a burst is allowed, then the long run counts', () => {
	const start = performance.now();
	const budget = new Budget(3, 2);
	const spend = (second: number) => budget.spend(start + 10 + second * 1000);
	expect([0, 0, 0, 0].map(spend)).toEqual([true, true, true, false]);
	expect([0.6, 0.6].map(spend)).toEqual([true, false]);
	expect([100, 100, 100, 100].map(spend)).toEqual([true, true, true, false]);
});
