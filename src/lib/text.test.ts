import { expect, test } from 'vitest';
import { line } from './line-field';
import { cleanLine, cleanText } from './text';

test('a name keeps its letters, whatever the script', () => {
	for (const name of ['Ada Lovelace', 'Åsa', '李小龍', 'محمد', '👩‍🚀'.replace('\u200d', ''), 'Zoë O’Hara'])
		expect(cleanLine(name)).toBe(name.normalize('NFC'));
});

test('a name loses what cannot be seen', () => {
	expect(cleanLine('  Ada \u202Eevil\u0000\n Lovelace\u200B ')).toBe('Ada evil Lovelace');
	expect(cleanLine('a\u0301\u0301\u0301\u0301\u0301\u0301')).toHaveLength('á'.length + 3);
	expect(cleanLine('\u3164\u200B')).toBe('');
});

test('running text keeps its lines', () => {
	expect(cleanText(' one\r\n\ttwo\u0007\u2028three \n')).toBe('one\n\ttwo\nthree');
});

test('a line says what is wrong with it', () => {
	const name = line(5, { missing: 'Give it a name.', long: 'Too long.' });
	expect(name.safeParse('\u200B').error?.issues[0]?.message).toBe('Give it a name.');
	expect(name.safeParse(undefined).error?.issues[0]?.message).toBe('Give it a name.');
	expect(name.safeParse('abcdef').error?.issues[0]?.message).toBe('Too long.');
	expect(name.parse(' ab  c ')).toBe('ab c');
});

test('a hostile name is refused before it is composed, which would take minutes', () => {
	const name = line(60, { missing: 'Give it a name.', long: 'Too long.' });
	const began = performance.now();
	expect(name.safeParse(`a${'\u0301\u0316'.repeat(500_000)}`).error?.issues[0]?.message).toBe('Too long.');
	expect(performance.now() - began).toBeLessThan(100);
});
