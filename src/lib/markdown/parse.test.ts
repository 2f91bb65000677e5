import { describe, expect, test } from 'vitest';
import type { Block, Inline } from './nodes';
import { parse } from './parse';

/** A tree in one line: strong(…), "text". */
const brief = (nodes: (Block | Inline)[]): string =>
	nodes
		.map((node) => {
			if (node.type === 'text') return JSON.stringify(node.text);
			if (node.type === 'mention' || node.type === 'channel') return `${node.type}(${node.text})`;
			if (node.type === 'code') return `code(${JSON.stringify(node.text)})`;
			if (node.type === 'code-block') return `block(${node.language ?? '-'}, ${JSON.stringify(node.text)})`;
			if (node.type === 'list')
				return `list(${node.items.map(({ number, children }) => `${number ?? '•'} ${brief(children)}`).join('; ')})`;
			if (node.type === 'link')
				return `link(${node.href}${node.place ? ` [${node.place}]` : ''}, ${brief(node.children)})`;
			return `${node.type === 'paragraph' ? 'p' : node.type}(${brief(node.children)})`;
		})
		.join(' ');
const tree = (text: string) => brief(parse(text));
/** The one paragraph of a text. */
const line = (text: string) => tree(text).replace(/^p\((.*)\)$/s, '$1');

describe('within a line', () => {
	test.each([
		['plain words', '"plain words"'],
		['**bold** and __bold__', 'strong("bold") " and " strong("bold")'],
		['*italic* and _italic_', 'em("italic") " and " em("italic")'],
		['***both*** of ***them* here**', 'em(strong("both")) " of " strong(em("them") " here")'],
		['**bold *and italic***', 'strong("bold " em("and italic"))'],
		['~~gone~~', 'strike("gone")'],
		['||he was dead all along||', 'spoiler("he was dead all along")'],
		['|| **with** room ||', 'spoiler(" " strong("with") " room ")'],
		['`code *as* it is`', 'code("code *as* it is")'],
		['``with ` in it`` and `` `x` ``', 'code("with ` in it") " and " code("`x`")'],
		['a `b` c `d', '"a " code("b") " c `d"'],
		['**太字**と*斜体*です', 'strong("太字") "と" em("斜体") "です"'],
		['**「太字。」**次', 'strong("「太字。」") "次"'],
		['👩‍🚀 **👩‍👩‍👧‍👦** _🇺🇦_', '"👩‍🚀 " strong("👩‍👩‍👧‍👦") " " em("🇺🇦")'],
		['*a\nb*', 'em("a\\nb")'],
		['~~||_**all**_||~~', 'strike(spoiler(em(strong("all"))))']
	])('%s', (text, expected) => expect(line(text)).toBe(expected));
});

describe('what is no markup stays as it is:', () => {
	test.each([
		'7*7 and 2 * 3 * 4 and a*b*c',
		'snake_case_name and __init',
		'**not closed and *neither',
		'~one~ and ~~~three~~~ and |one| and ||||',
		'****four**** and **',
		'* ',
		'>_< and >:( and a > b',
		'# no heading, C# and ## neither, &#65; and a/#b',
		'-5 and 3.14 and - ',
		'C:\\Users and \\\\server\\share',
		'¯\\_(ツ)_/¯',
		'[brackets] and [more](but no address) and [](',
		'![alt',
		'<b>html</b> &amp; &#65;',
		'  two\n\n\n   indented\n\ttabbed',
		'```',
		'```js',
		'(\\d+)\\s'
	])('%j', (text) => expect(line(text)).toBe(JSON.stringify(text)));

	test('a backslash takes a mark’s meaning away', () => {
		expect(line('\\*not\\* \\`not\\` \\||not\\||')).toBe('"*not* `not` ||not||"');
		expect(tree('\\> no quote\n\\- no list\n1\\. no list')).toBe('p("> no quote\\n- no list\\n1. no list")');
	});

	test('pairs that cross are not both pairs', () => {
		expect(line('**a ~~b** c~~')).toBe('strong("a ~~b") " c~~"');
		expect(line('[a **b](https://example.org/) c**')).toBe('link(https://example.org/ [example.org], "a **b") " c**"');
	});
});

describe('names', () => {
	test.each([
		['@ada, @Grace.h and (@x)', 'mention(@ada) ", " mention(@Grace.h) " and (" mention(@x) ")"'],
		['mail@ada @', '"mail@ada @"'],
		['#general, #tea-room_2 and #日本-語', 'channel(#general) ", " channel(#tea-room_2) " and " channel(#日本-語)'],
		['_#general_ **#a-** #-', 'em(channel(#general)) " " strong(channel(#a) "-") " #-"'],
		['`@ada #general`', 'code("@ada #general")'],
		['[@ada in #general](https://example.org/)', 'link(https://example.org/ [example.org], "@ada in #general")'],
		['\\@ada \\#general', '"@ada #general"']
	])('%s', (text, expected) => expect(line(text)).toBe(expected));
});

describe('links', () => {
	test.each([
		['see https://example.org/a_b_c.', '"see " link(https://example.org/a_b_c, "https://example.org/a_b_c") "."'],
		['(https://example.org/a_(b))', '"(" link(https://example.org/a_(b), "https://example.org/a_(b)") ")"'],
		['**https://example.org/**', 'strong(link(https://example.org/, "https://example.org/"))'],
		['||https://example.org/||', 'spoiler(link(https://example.org/, "https://example.org/"))'],
		['<https://example.org/?a=(b>', 'link(https://example.org/?a=(b, "https://example.org/?a=(b")'],
		['<mailto:ada@example.org>', 'link(mailto:ada@example.org, "mailto:ada@example.org")'],
		['[words](https://example.org/x)', 'link(https://example.org/x [example.org], "words")'],
		['[example.org/x](https://example.org/x)', 'link(https://example.org/x, "example.org/x")'],
		['[**HTTPS://Example.org**](https://example.org)', 'link(https://example.org/, strong("HTTPS://Example.org"))'],
		['[](https://example.org/)', 'link(https://example.org/, "https://example.org/")'],
		['[\u200B](https://example.org/)', 'link(https://example.org/, "https://example.org/")'],
		['![alt](https://example.org/)', '"!" link(https://example.org/ [example.org], "alt")'],
		['[a [b](https://example.org/) c](https://example.net/)', null],
		[
			'[https://example.net/](https://example.org/)',
			'link(https://example.org/ [example.org], "https://example.net/")'
		],
		['[||x||](https://example.org/)', '"[" spoiler("x") "](https://example.org/)"'],
		['お知らせ：https://example.org/、次', '"お知らせ：" link(https://example.org/, "https://example.org/") "、次"'],
		['xhttps://example.org/', '"xhttps://example.org/"'],
		['[x](javascript:alert(1))', '"[x](javascript:alert(1))"'],
		['https://ada@example.org/', '"https://ada@example.org/"']
	])('%s', (text, expected) =>
		expect(line(text)).toBe(
			expected ??
				'"[a " link(https://example.org/ [example.org], "b") " c](" link(https://example.net/, "https://example.net/") ")"'
		)
	);
});

describe('blocks', () => {
	test.each([
		['> one\n> two\nthree', 'quote(p("one\\ntwo")) p("three")'],
		['> a\n>\n> > b', 'quote(p("a") quote(p("b")))'],
		['- a\n- b\n  more\n  - c\n- d', 'list(• p("a"); • p("b\\nmore") list(• p("c")); • p("d"))'],
		['* a\n\n* b\n\nafter', 'list(• p("a"); • p("b")) p("after")'],
		['1. a\n2. b\n- c', 'list(1 p("a"); 2 p("b")) list(• p("c"))'],
		['1. a\n1. b\n1. c', 'list(1 p("a"); 2 p("b"); 3 p("c"))'],
		['5. a\n3. b', 'list(5 p("a"); 3 p("b"))'],
		['- > a\n- ```\n  b\n  ```', 'list(• quote(p("a")); • block(-, "b"))'],
		['a\n```TS\nlet b;\n\n  *c*\n```\nd', 'p("a") block(ts, "let b;\\n\\n  *c*") p("d")'],
		['```\nlast```', 'block(-, "last")'],
		['````\n```\n````', 'block(-, "```")'],
		['```js\nnever closed', 'block(js, "never closed")'],
		['```two words\ncode\n```', 'block(-, "two words\\ncode")'],
		['```code``` in a line', 'p(code("code") " in a line")'],
		['> ```js\n> a\n> ```', 'quote(block(js, "a"))'],
		['**a\n\nb**', 'p(strong("a\\n\\nb"))'],
		['a\r\n> b\r\n\r\nc\rd', 'p("a") quote(p("b")) p("c\\nd")'],
		['', ''],
		[' \n\t\n', '']
	])('%j', (text, expected) => expect(tree(text)).toBe(expected));
});

test('only so much of a text is read as markup', () => {
	const [first, rest] = parse(`${'a'.repeat(3996)}**b** **c**`);
	expect([first, rest]).toEqual([
		{ type: 'paragraph', children: [{ type: 'text', text: `${'a'.repeat(3996)}**b*` }] },
		{ type: 'paragraph', children: [{ type: 'text', text: '* **c**' }] }
	]);
	const [whole, half] = parse(`${'a'.repeat(3999)}🚀!`);
	expect([whole, half].map((block) => brief([block!]).slice(-8))).toEqual(['aaaaaa")', 'p("🚀!")'.slice(-8)]);
});
