import { expect, test } from 'vitest';
import { excerptOf } from './calls';

test('words come first, then the files, then nothing', () => {
	const files = [{ name: 'a.png' }, { name: 'b.png' }, { name: 'c.png' }];
	expect(excerptOf('**Look**', files)).toBe('Look');
	expect(excerptOf('', files.slice(0, 1))).toBe('a.png');
	expect(excerptOf('', files)).toBe('a.png and 2 more');
	expect(excerptOf('')).toBe('');
});
