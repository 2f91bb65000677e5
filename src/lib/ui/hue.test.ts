import { expect, test } from 'vitest';
import { hueOf } from './hue';

const ids = Array.from({ length: 4000 }, (_, at) => String(7_300_000_000_000_000_000n + BigInt(at) * 4096n));

test('an id keeps its hue', () => {
	expect(hueOf('1402')).toBe(hueOf('1402'));
	expect(hueOf('')).toBeGreaterThanOrEqual(1);
});

test('neighbouring ids are spread over all eight hues', () => {
	const counts = new Map<number, number>();
	for (const id of ids) counts.set(hueOf(id), (counts.get(hueOf(id)) ?? 0) + 1);

	expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
	for (const count of counts.values()) expect(count).toBeGreaterThan(ids.length / 16);
});
