import { describe, expect, test } from 'vitest';
import { closedEmoji, tokenIn } from './completion';

/** What would be completed where `|` stands. */
function at(text: string) {
	const [before = '', after = ''] = text.split('|');
	const token = tokenIn(before, after);
	return token && `${token.kind} ${token.from} ${token.words}`;
}

/** Which emoji is typed out where `|` stands. */
function closed(text: string) {
	const [before = '', after = ''] = text.split('|');
	return closedEmoji(before, after)?.name;
}

describe('what stands before the cursor', () => {
	test.each([
		[':ta|', 'emoji 0 ta'],
		['Well done :ta|', 'emoji 10 ta'],
		[':+1|', 'emoji 0 +1'],
		['(:ta|)', 'emoji 1 ta'],
		['🎉:ta|', 'emoji 2 ta'],
		['@|', 'person 0 '],
		['Hello @al|, how are you', 'person 6 al'],
		['@ada.l|', 'person 0 ada.l'],
		['"@Zoë|', 'person 1 Zoë'],
		['#|', 'channel 0 '],
		['See #gen|', 'channel 4 gen'],
		['See #観測|', 'channel 4 観測'],
		['こんにちは@ada|', 'person 5 ada'],
		['one\n#two|', 'channel 4 two'],
		['`code` :ta|', 'emoji 7 ta'],
		['```\ncode\n```\n:ta|', 'emoji 13 ta'],
		['It`s\n:ta|', 'emoji 5 ta']
	])('%s', (text, found) => expect(at(text)).toBe(found));

	test.each([
		':)|',
		':|',
		':t|',
		'12:30|',
		'Note:this|',
		'http://example.org/:ta|',
		'https://example.org/?q=(@ada|',
		'www.example.org/(#top|',
		'localhost:3000|',
		'ada@example|',
		'C#sharp|',
		'##|',
		'@@ada|',
		':ta da|',
		'@ada |',
		'`:ta|',
		'`@ada|`',
		'``one ` :ta|``',
		'`over\n:ta|\nlines`',
		'```\n:ta|',
		'~~~ js\n@ada|\n~~~',
		`@${'a'.repeat(61)}|`
	])('nothing: %s', (text) => expect(at(text)).toBeUndefined());
});

describe('an emoji typed out', () => {
	test.each([
		[':tada:|', 'tada'],
		['Done :+1:|', '+1'],
		[':tada::tada:|', undefined],
		['12:30:|', undefined],
		['::|', undefined],
		['http://a.b/:tada:|', undefined],
		['`:tada:|', undefined],
		['std::vector::|', undefined]
	])('%s', (text, name) => expect(closed(text)).toBe(name));
});

test('a long text takes no time', () => {
	const start = performance.now();
	for (const text of [
		'a'.repeat(16_000),
		':@#'.repeat(5_000),
		'` '.repeat(8_000),
		'www.'.repeat(4_000),
		'\n'.repeat(16_000)
	])
		for (const end of ['', ' :ta', ':ta:']) {
			tokenIn(text + end, text);
			closedEmoji(text + end, text);
		}
	expect(performance.now() - start).toBeLessThan(1000);
});
