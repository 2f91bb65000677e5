import { expect, test } from 'vitest';
import { callWords } from './line';

test.each([
	['missed', false, 0, false, 'Missed voice call'],
	['missed', true, 0, false, 'Missed video call'],
	['missed', false, 0, true, 'Voice call, not answered'],
	['declined', true, 0, true, 'Video call, declined'],
	['ended', false, 12, false, 'Voice call, less than a minute'],
	['ended', false, 61, true, 'Voice call, 1 minute'],
	['ended', true, 840, false, 'Video call, 14 minutes']
] as const)(
	'a call that %s, camera %s, %i seconds, called by the reader %s',
	(outcome, hasCamera, seconds, isMine, words) => expect(callWords({ outcome, hasCamera, seconds }, isMine)).toBe(words)
);
