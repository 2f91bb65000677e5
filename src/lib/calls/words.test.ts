import { expect, test } from 'vitest';
import { timer } from './words';

test.each([
	[0, '00:00'],
	[724, '12:04'],
	[3599, '59:59'],
	[3600, '1:00:00'],
	[36_061, '10:01:01']
])('%i seconds are %s', (seconds, words) => expect(timer(seconds)).toBe(words));
