import { expect, test } from 'vitest';
import { skeletonOf } from './skeleton';

test.each([
	['alan', 'a1an'],
	['alan', 'aian'],
	['linus', '1inus'],
	['paypal', 'paypa1'],
	['zoe', 'z0e'],
	['cameron', 'carneron'],
	['warner', 'vvarner'],
	['ada.lovelace', 'ada_lovelace'],
	['ada.lovelace', 'ada..lovelace'],
	['ada.lovelace', 'ada_.love1ace'],
	['mmm', 'rnrnrn'],
	['vwv', 'wvv']
])('%s and %s are taken for each other', (one, other) => {
	expect(skeletonOf(one)).toBe(skeletonOf(other));
});

test.each([
	['ada', 'ida'],
	['ada', 'adaa'],
	['grace', 'brace'],
	['ada.lovelace', 'adalovelace'],
	['rune', 'mune'],
	['vera', 'wera'],
	['hedy', 'hedy2']
])('%s and %s are not', (one, other) => {
	expect(skeletonOf(one)).not.toBe(skeletonOf(other));
});
