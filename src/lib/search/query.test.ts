import { expect, test } from 'vitest';
import { beginOf } from './day';
import { findIn, piecesOf } from './marks';
import { asksNothing, parseSearch } from './query';
import { unitsOf } from './units';

const wants = (text: string) =>
	parseSearch(text).wants.map(({ units, isPrefix }) => units.map(({ term }) => term).join(' ') + (isPrefix ? '*' : ''));

test.each([
	['sun moon', ['sun', 'moon']],
	['"Sun and" moon', ['sun and', 'moon']],
	['"left open', ['left open']],
	['rock-n-roll', ['rock n roll']],
	['sched*', ['sched*']],
	['"sched*"', ['sched']],
	['sc*', ['sc']],
	['*', []],
	['+sun -moon (a <b >c) ~d @e', ['sun', 'moon', 'a', 'b', 'c', 'd', 'e']],
	['100% _x_ \\', ['100', 'x']],
	['今日は', ['今 日 は']],
	['from:', ['from']],
	['http://in:side', ['http in side']]
])('%s asks for %j', (text, expected) => {
	expect(wants(text)).toEqual(expected);
});

test('filters are read in any case and place, with their marks or without', () => {
	const line = parseSearch('from:@Ada boats IN:#News in:lobby has:links before:2026-01-31 after:2025-12-01');
	expect(line).toMatchObject({
		...{ from: ['ada'], in: ['news', 'lobby'], has: ['link'], before: '2026-01-31', after: '2025-12-01' },
		problems: []
	});
	expect(wants('from:@Ada boats in:#news')).toEqual(['boats']);
});

test.each(['before:2026-02-31', 'after:yesterday', 'before:2026-1-1', 'has:fun'])(
	'%s is a problem with words',
	(text) => {
		const line = parseSearch(text);
		expect(line.problems).toHaveLength(1);
		expect(asksNothing(line)).toBe(true);
	}
);

test('nothing is asked by nothing', () => {
	for (const text of ['', ' ', '"', '***', '()', '\0']) expect(asksNothing(parseSearch(text))).toBe(true);
	for (const text of ['a', 'from:a', 'has:link', 'after:2026-01-01'])
		expect(asksNothing(parseSearch(text))).toBe(false);
});

test('a line as long as it may be is read at once, and asks for few things', () => {
	for (const piece of ['a', 'a ', '"', '天', 'in:', 'from:x ', '\u0301', 'Ꮳ', '*'.repeat(9)]) {
		const began = performance.now();
		const line = parseSearch(piece.repeat(50_000));
		expect(performance.now() - began, piece).toBeLessThan(50);
		expect(line.wants.length + line.from.length + line.in.length).toBeLessThan(20);
	}
});

const marked = (body: string, words: string) => {
	const spans = findIn(body, parseSearch(words).wants);
	return (
		spans &&
		piecesOf(body, spans)
			.map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
			.join('')
	);
};

test.each([
	['The sun, the Sun', 'sun', 'The [sun], the [Sun]'],
	['rock n roll', 'rock-n-roll', '[rock n roll]'],
	['Crème brûlée', 'creme', '[Crème] brûlée'],
	['e\u0301te\u0301 encore', 'ete', '[\u00e9t\u00e9] encore'],
	['transmitters', 'transm*', '[transmitters]'],
	['今日の天気はいい', '天気', '今日の[天気]はいい'],
	['<b>sun</b>', 'sun', '<b>[sun]</b>'],
	['sun sunset', 'sun', '[sun] sunset']
])('in “%s” %s is marked', (body, words, expected) => {
	expect(marked(body, words)).toBe(expected);
});

test('what is not there is not found', () => {
	expect(marked('the moon', 'sun')).toBeNull();
	expect(marked('the sun', 'sun moon')).toBeNull();
	expect(marked('sun moon', '"moon sun"')).toBeNull();
});

test('of a long text the part around the first mark is shown', () => {
	const text = marked(`${'before '.repeat(200)}sun${' after'.repeat(200)}`, 'sun')!;
	expect(text.length).toBeLessThan(450);
	expect(text).toMatch(/^… before .* \[sun\] after .* …$/);
});

test('no word is kept in a length that a column cannot hold, nor cut within a character', () => {
	const [unit] = unitsOf(`${'a'.repeat(39)}𝓍𝓍`.normalize('NFC'));
	expect(unit!.term.length).toBeLessThanOrEqual(40);
	expect(unit!.term).not.toMatch(/[\uD800-\uDBFF]$/);
});

test('a day begins when it begins where one is, also when the clocks change', () => {
	const at = (day: string, zone: string) => new Date(beginOf(day, zone)).toISOString();
	expect(at('2026-01-31', 'UTC')).toBe('2026-01-31T00:00:00.000Z');
	expect(at('2026-01-31', 'Asia/Tokyo')).toBe('2026-01-30T15:00:00.000Z');
	expect(at('2026-07-01', 'America/New_York')).toBe('2026-07-01T04:00:00.000Z');
	expect(at('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
	expect(at('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
});

test('T29: no letter or digit of any script becomes a sign that stands for anything', { timeout: 60_000 }, () => {
	const odd: string[] = [];
	for (let code = 0; code <= 0x10ffff; code++) {
		if (code >= 0xd800 && code <= 0xdfff) continue;
		const terms = unitsOf(String.fromCodePoint(code)).map(({ term }) => term);
		if (terms.some((term) => /[%_\\]/.test(term))) odd.push(code.toString(16));
	}
	expect(odd).toEqual([]);
});
