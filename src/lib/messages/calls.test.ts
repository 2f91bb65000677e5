import { expect, test } from 'vitest';
import { excerptOf } from './calls';

test('words come first, then the files, then nothing; a call says what became of it', () => {
	const files = [{ name: 'a.png' }, { name: 'b.png' }, { name: 'c.png' }];
	expect(excerptOf({ body: '**Look**', files })).toBe('Look');
	expect(excerptOf({ body: '', files: files.slice(0, 1) })).toBe('a.png');
	expect(excerptOf({ body: '', files })).toBe('a.png and 2 more');
	expect(excerptOf({ body: '' })).toBe('');
	const call = { outcome: 'missed', hasCamera: true, seconds: 0 } as const;
	expect(excerptOf({ body: '', call })).toBe('Missed video call');
});
