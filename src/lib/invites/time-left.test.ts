import { expect, test } from 'vitest';
import { timeLeft } from './time-left';

const now = Date.parse('2026-05-12T09:00:00Z');

test.each([
	['2026-05-19T09:00:00Z', 'for 7 more days'],
	['2026-05-19T08:59:59Z', 'for 6 more days'],
	['2026-05-14T08:59:59Z', 'for one more day'],
	['2026-05-13T08:00:00Z', 'for 23 more hours'],
	['2026-05-12T10:30:00Z', 'for one more hour'],
	['2026-05-12T09:20:00Z', 'for less than an hour'],
	['2026-05-12T08:00:00Z', 'for less than an hour']
])('until %s it works %s', (expiresAt, expected) => {
	expect(timeLeft(expiresAt, now)).toBe(expected);
});
