import { expect, test } from 'vitest';
import { attributesOf, cookieOf, lookOf } from './look';

const usual = { isCompact: false, size: 15, isStill: false, showsTimes: false };

test('P36: a look survives its cookie', () => {
	const looks = [usual, { isCompact: true, size: 19, isStill: true, showsTimes: true }, { ...usual, size: 12 }];
	for (const look of looks) expect(lookOf(cookieOf(look))).toEqual(look);
});

test.each([undefined, '', '11', '20', '15.5', 'NaN', 'compacted', '"><script>', 'x'.repeat(10_000)])(
	'P36: the cookie %j is the usual look, and marks nothing',
	(cookie) => {
		expect(lookOf(cookie)).toEqual(usual);
		expect(attributesOf(lookOf(cookie))).toBe('');
	}
);

test('P36: only what differs from the usual is marked', () => {
	expect(attributesOf({ ...usual, isCompact: true, size: 17 })).toBe(' data-density="compact" data-words="17"');
	expect(attributesOf({ ...usual, isStill: true, showsTimes: true })).toBe(' data-motion="still" data-times="all"');
});
