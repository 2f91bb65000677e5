import fc from 'fast-check';
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

/** Names that hide something, turn something about, pile something up, or are none. */
const hidden = {
	'a bidi override': ['photo\u202Egpj.exe', 'photogpj.exe'],
	'every other bidi mark': ['a\u202A\u202B\u202D\u202C\u2066\u2067\u2068\u2069\u200E\u200F\u061Cb', 'ab'],
	'zero-width characters': ['a\u200B\u200C\u200D\u2060\u180Eb', 'ab'],
	'a soft hyphen': ['A\u00ADda', 'Ada'],
	'a grapheme joiner': ['A\u034Fda', 'Ada'],
	tags: ['Ada\u{E0001}\u{E0061}\u{E007F}', 'Ada'],
	'invisible operators': ['A\u2061\u2062\u2063\u2064da', 'Ada'],
	'marks of annotations': ['A\uFFF9d\uFFFAa\uFFFB', 'Ada'],
	'controls of music': ['A\u{1D173}da\u{1D17A}', 'Ada'],
	fillers: ['\u115FA\u1160d\u3164a\uFFA0', 'Ada'],
	'control characters': ['A\u0000\u0007d\u001B[31ma\u007F\u0085', 'Ad[31ma'],
	'line ends': ['Ada\r\nX: y\u2028z\u2029\v\f', 'Ada X: y z'],
	'wide and empty spaces': ['\u2800Ada\u00A0\u2003\u3000\u2800King\u1680', 'Ada King'],
	'a letter and its mark, apart': ['Zoe\u200B\u0308', 'Zoë'],
	'a pile of marks': [`Z${'\u0351\u0316'.repeat(50)}`, 'Z\u0316\u0316\u0316']
} as Record<string, [string, string]>;

test.each(Object.entries(hidden))('T23: a name is what is seen of it: %s', (_, [written, kept]) => {
	expect(cleanLine(written)).toBe(kept);
	expect(cleanLine(kept), 'nothing more happens to it').toBe(kept);
});

test.each([
	...[
		'',
		' ',
		'\t\r\n',
		'\u00A0',
		'\u2800',
		'\u3000\u2003',
		'\u3164',
		'\uFFA0',
		'\u115F\u1160',
		'\u00AD',
		'\u034F',
		'\u061C'
	],
	...[
		'\u180E',
		'\u200B\u200C\u200D',
		'\u202E',
		'\u2066\u2069',
		'\uFEFF',
		'\uFE0F',
		'\u{E0100}',
		'\u{E0020}',
		'\u0301',
		'\u20E0'
	],
	...['\u0000', '\u001B', '\u0085', '\u2028', '\uFFF9', '\u{1D173}', '\u17B4\u17B5']
])('T23: %j is no name', (blank) => {
	expect(line(60, { missing: 'Give it a name.', long: 'Too long.' }).safeParse(blank).error?.issues[0]?.message).toBe(
		'Give it a name.'
	);
});

test('T23: what is written with marks stays what it is', () => {
	for (const name of [
		'ราชวรมหาวิหาร',
		'ज़िन्दगी',
		'நிலா',
		'שָׁלוֹם',
		'مُحَمَّد',
		'Nguyễn Thị Ánh',
		'辻\u{E0100}',
		'❤️',
		'🇺🇦',
		'ᠮᠣᠩᠭᠣᠯ'
	])
		expect(cleanLine(name)).toBe(name.normalize('NFC'));
});

test(
	'T23: no name of anything is more than one line or has more than three marks in a row',
	{ timeout: 60_000 },
	() => {
		const unit = fc.oneof(
			fc.constantFrom(...Object.values(hidden).map(([written]) => written), '\u0301', 'a', ' '),
			fc.string({ unit: 'binary' })
		);
		fc.assert(
			fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
				const name = cleanLine(units.join(''));
				expect(name).not.toMatch(
					/[\p{Cc}\p{Bidi_Control}\u200B-\u200F\u2060-\u206F\u2028\u2029\uFEFF]|\p{M}{4}|^\s|\s$|\s\s/u
				);
				expect(cleanLine(name)).toBe(name);
			}),
			{ seed: 23, numRuns: 2000 }
		);
	}
);

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
