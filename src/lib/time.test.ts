import { expect, test } from 'vitest';
import { Clock, zoneOr } from './time';

test('a moment has another hour and day elsewhere', () => {
	const moment = '2026-05-13T23:30:00.000Z';
	const now = new Date('2026-11-22T12:00:00Z');
	expect(new Clock('UTC').time(moment)).toBe('23:30');
	expect(new Clock('UTC').day(moment, now)).toBe('Wednesday 13 May');
	expect(new Clock('Asia/Tokyo').time(moment)).toBe('08:30');
	expect(new Clock('Asia/Tokyo').day(moment, now)).toBe('Thursday 14 May');
	expect(new Clock('UTC').day('2025-12-31T12:00:00Z', now)).toBe('Wednesday 31 December 2025');
});

test('a zone that is none is UTC', () => {
	expect(zoneOr('Europe/Berlin')).toBe('Europe/Berlin');
	expect(zoneOr('Mars/Olympus')).toBe('UTC');
	expect(zoneOr('"><script>')).toBe('UTC');
});
