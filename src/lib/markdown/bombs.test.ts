import fc from 'fast-check';
import { render } from 'svelte/server';
import { describe, expect, test } from 'vitest';
import { addresses, scripts } from '../../../tests/hostile';
import { randomFrom } from '../../../tests/random';
import { partsOf } from './highlight/parts';
import Markdown from './Markdown.svelte';
import { MAX_DEPTH, type Block, type Inline } from './nodes';
import { parse } from './parse';
import { plain } from './plain';

const LIMIT = 4000;

const bits = [
	...[
		'*',
		'**',
		'***',
		'_',
		'__',
		'~~',
		'||',
		'`',
		'``',
		'```',
		'[',
		']',
		'](',
		'(',
		')',
		'<',
		'>',
		'> ',
		'>> ',
		'!',
		'\\'
	],
	...[
		'- ',
		'* ',
		'1. ',
		'  - ',
		'    ',
		'\t',
		'\n',
		'\n\n',
		'\r\n',
		' ',
		'\n```js\n',
		'\n```\n',
		'](https://example.org/)',
		'#',
		'#a-',
		'@',
		'@ada.'
	],
	...[
		'https://',
		'https://example.org/a_(b)*',
		'<https://example.org>',
		'mailto:',
		'javascript:',
		'¯\\_(ツ)_/¯',
		'&amp;'
	],
	...['word', '日本', '👩‍🚀', 'مرحبا', 'e\u0301', '\u202E', '\u202C', '\u2066', '\u2069', '\u200B', '\uD800', '7']
];

/** A text made of what means something, and of what does not, up to `length`. */
function made(random: () => number, length: number): string {
	let text = '';
	while (text.length < length) {
		const bit = bits[Math.floor(random() * bits.length)]!;
		text += random() < 0.1 ? bit.repeat(1 + Math.floor(random() * 40)) : bit;
	}
	return text.slice(0, length);
}

type Node = Block | Inline;
function inside(node: Node): Node[] {
	if (node.type === 'list') return node.items.flatMap(({ children }) => children);
	return 'children' in node ? node.children : [];
}
const depthOf = (node: Node): number =>
	inside(node).length > 0 || node.type === 'paragraph' ? 1 + Math.max(0, ...inside(node).map(depthOf)) : 0;
const wordsIn = (node: Node): string =>
	'text' in node ? node.text : inside(node).map(wordsIn).join('\n') + (node.type === 'link' ? node.href : '');

/** Letters of all scripts, numbers and emoji: what nobody writes as a mark. Numbers of lists are markers. */
const lasting = (text: string) => text.replace(/^[ >\t*-]*(?:\d{1,9}\.[ \t]+)+/gm, '').match(/\p{L}|\p{So}/gu) ?? [];
const counted = (letters: string[]) => {
	const counts = new Map<string, number>();
	for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
	return counts;
};

function examine(text: string): void {
	const blocks = parse(text);
	expect(Math.max(0, ...blocks.map(depthOf)), JSON.stringify(text)).toBeLessThanOrEqual(MAX_DEPTH);
	expect(plain(blocks)).not.toContain('\n');
	const shown = blocks.map((block) => {
		const language = (node: Node): string =>
			(node.type === 'code-block' ? (node.language ?? '') : '') + inside(node).map(language).join('');
		return wordsIn(block) + language(block);
	});
	const left = counted(lasting(shown.join('\n')));
	for (const [letter, count] of counted(lasting(text)))
		expect(left.get(letter) ?? 0, `${letter} of ${JSON.stringify(text)}`).toBeGreaterThanOrEqual(count);
}

test('nothing throws, nothing is lost and nothing is deeper than the limit', { timeout: 60_000 }, () => {
	for (let seed = 1; seed <= 1500; seed++) examine(made(randomFrom(seed), 1 + (seed % 120)));
	for (let seed = 1; seed <= 40; seed++) examine(made(randomFrom(-seed), LIMIT));
	for (const text of [...scripts, ...addresses]) examine(text);
});

const repeated = [
	...[
		'>',
		'> ',
		'*',
		'**a',
		'*a ',
		'a* ',
		'_',
		'_a ',
		'~~',
		'~~a',
		'||',
		'||a',
		'[',
		']',
		'[a](',
		'[](',
		'![',
		'[a]((',
		'<',
		'(',
		')'
	],
	...[
		'`',
		'`a',
		'``a`',
		'```\n',
		'```a\n',
		'- ',
		'* ',
		'1. ',
		'-\n',
		'- a\n',
		'> a\n',
		'\n',
		'- \n\n',
		' ',
		'\t',
		'\\',
		'\\*'
	],
	...[
		'https://',
		'https://a',
		'<https://',
		'https://a.b/(',
		'https://a.b/) ',
		'mailto:',
		'¯\\_(',
		'[a](https://b.c) ',
		'*[',
		'*a_b~~c||',
		'\u202E',
		'\u2066\u202E'
	],
	...['*_', '**_~~||', '|| |', 'e\u0301', '👩‍🚀']
];
const bombs = [
	...repeated.map((bit) => bit.repeat(Math.ceil(LIMIT / bit.length)).slice(0, LIMIT)),
	`${'[a]('.repeat(999)})`,
	`${'['.repeat(1990)}a${']'.repeat(1990)}(https://a.b)`,
	`${'**a '.repeat(600)}${' a**'.repeat(390)}`,
	`${'*a **b '.repeat(300)}${'c** d* '.repeat(260)}`,
	Array.from({ length: 89 }, (_, n) => `${'`'.repeat(n)}a`).join(' '),
	Array.from({ length: 60 }, (_, n) => `${' '.repeat(n)}- a`).join('\n'),
	Array.from({ length: 88 }, (_, n) => `${'>'.repeat(n)} a`).join('\n'),
	`${'- '.repeat(16)}${'> '.repeat(900)}${'*'.repeat(2000)}`,
	`https://a.b/${'('.repeat(1990)}${')'.repeat(1990)}`,
	`https://a.b/${'.'.repeat(3900)}`,
	`\`\`\`\n${'`'.repeat(3980)}x\`\`\``,
	`\`\`\`\n${'`x'.repeat(1990)}\`\`\``,
	`-${' '.repeat(3999)}`,
	`${'> '.repeat(15)}${' '.repeat(3900)}a`,
	`- a\n${'\n'.repeat(3900)}b`,
	`${'\u202E'.repeat(2000)}${'\u2069'.repeat(2000)}`,
	`${'\u2066'.repeat(2000)}${'\u2069'.repeat(2000)}`
];

/** How long it takes, in milliseconds: the quickest of three, because others use this machine, too. */
function quickest(text: string, read: (text: string) => unknown): number {
	const took = [1, 2, 3].map(() => {
		const began = performance.now();
		read(text);
		return performance.now() - began;
	});
	return Math.min(...took);
}

/** What 99 of 100 texts take at most. */
function p99(texts: string[], read: (text: string) => unknown): number {
	const took = texts.map((text) => quickest(text, read)).sort((a, b) => a - b);
	return took[Math.ceil(took.length * 0.99) - 1]!;
}

const words = Array.from({ length: 20 }, (_, seed) => `plain words ${seed} `.repeat(400).slice(0, LIMIT));
/** In milliseconds. Where a machine is so busy that plain words take long as well, it is so many times what they take. */
const quick = (read: (text: string) => unknown) => Math.max(20, 200 * p99(words, read));

const openers: [open: string, close: string][] = [
	...(['**', '*', '***', '_', '__', '~~', '||', '`', '``'].map((mark) => [mark, mark]) as [string, string][]),
	...([
		['[', '](https://a.b)'],
		['[', ']('],
		['<', '>'],
		['(', ')'],
		['\n```js\n', '\n```\n'],
		['\n> ', '\n'],
		['\n- ', '\n'],
		['\n> - 1. ', '\n'],
		['\n  ', '\n']
	] as [string, string][])
];
const leaves = ['a', 'word', ' ', ' ', '日本', 'https://a.b/c', '@ada', '\\*', '\n', '\u202E', 'e\u0301', '👩‍🚀', '7'];
/** Texts by the grammar of our own markup, marks in marks and blocks in blocks; each step opens, closes or says something. */
const grown = fc
	.array(fc.tuple(fc.nat(7), fc.nat(1000)), { minLength: 50, maxLength: 600, size: 'max' })
	.map((steps) => {
		const open: string[] = [];
		let text = '';
		for (const [kind, choice] of steps) {
			if (kind < 3) {
				const [opener, closer] = openers[choice % openers.length]!;
				text += opener;
				open.push(closer);
			} else text += kind < 5 ? (open.pop() ?? '') : leaves[choice % leaves.length];
		}
		return text.repeat(Math.ceil(LIMIT / Math.max(1, text.length))).slice(0, LIMIT);
	});

describe('texts as long as they may be are read in no time:', { timeout: 60_000 }, () => {
	test('T26: those that the grammar grows', () => {
		const texts = fc.sample(grown, { numRuns: 300, seed: 26 });
		for (const text of texts.slice(0, 50)) examine(text);
		expect(p99(texts, parse)).toBeLessThan(quick(parse));
	});

	test('T26: drawing them takes no longer than it takes to draw much of anything', () => {
		const draw = (text: string) => render(Markdown, { props: { text } }).body;
		const texts = [...bombs, ...fc.sample(grown, { numRuns: 40, seed: 27 })];
		expect(p99(texts, draw)).toBeLessThan(Math.max(200, quick(draw)));
	});

	test('T26: those made to be slow', () => {
		const limit = quick(parse);
		for (const bomb of bombs) {
			examine(bomb);
			expect(quickest(bomb, parse), bomb.slice(0, 40)).toBeLessThan(limit);
		}
	});

	test('T26: those made of all there is', () => {
		const texts = Array.from({ length: 300 }, (_, seed) => made(randomFrom(seed * 7 + 3), LIMIT));
		expect(p99(texts, parse)).toBeLessThan(quick(parse));
	});

	test('T26: colours of code', () => {
		const code = [
			'a.',
			'a-',
			'"',
			"'",
			'/*',
			'//',
			'#',
			'<',
			'</',
			'<!--',
			'0x',
			'1e',
			'--',
			'`',
			'"""',
			'a ',
			'\\',
			'+\n',
			'A1_',
			'a(',
			' :'
		];
		const texts = [...code.map((bit) => bit.repeat(LIMIT / bit.length)), ...bombs];
		for (const language of [
			'js',
			'python',
			'html',
			'css',
			'yaml',
			'sql',
			'lua',
			'diff',
			'nonsense',
			'constructor',
			'__proto__'
		]) {
			for (const text of texts)
				expect(
					partsOf(text, language)
						.map(({ text }) => text)
						.join('')
				).toBe(text);
			expect(
				p99(texts, (text) => partsOf(text, language)),
				language
			).toBeLessThan(quick((text) => partsOf(text, language)));
		}
	});
});
