import fc from 'fast-check';
import { render } from 'svelte/server';
import { describe, expect, test } from 'vitest';
import { addresses, misleading, scripts } from '../../../tests/hostile';
import Markdown from './Markdown.svelte';

const drawn = (text: string) => render(Markdown, { props: { text } }).body.replace(/<!--.*?-->/gs, '');

const elements = new Set(
	'div p strong em s code a bdi blockquote ul ol li figure figcaption span button pre label input svg path rect'.split(
		' '
	)
);
const attributes = new Set(
	`class dir href target rel value type aria-label aria-hidden autocomplete tabindex role
	xmlns width height viewBox fill stroke stroke-width stroke-linecap stroke-linejoin d x y rx ry`.split(/\s+/)
);

type Tag = { name: string; given: Map<string, string> };

/** Every tag of some HTML. Whatever begins like one and is none fails. */
function tagsOf(html: string): Tag[] {
	const found = [...html.matchAll(/<(\/?)([a-z]+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
	expect(found.length, html).toBe(html.split('<').length - 1);
	return found.map(([, , name, given]) => ({
		name: name!.toLowerCase(),
		given: new Map([...given!.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [key!, value ?? '']))
	}));
}

const decoded = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** The links of some HTML: where they lead, and what they say. */
const linksOf = (html: string) =>
	[...html.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href, inside]) => ({
		url: new URL(decoded(href!)),
		words: decoded(inside!.replace(/<bdi.*?<\/bdi>|<[^>]*>/gs, '')),
		place: decoded(/<bdi class="place[^>]*>\((.*?)\)<\/bdi>/.exec(inside!)?.[1] ?? '')
	}));

function expectOnlyWords(text: string): void {
	const html = drawn(text);
	for (const { name, given } of tagsOf(html)) {
		expect(elements, text).toContain(name);
		for (const key of given.keys()) expect(attributes, `${name} of ${text}`).toContain(key);
		if (name === 'a' && given.size > 0) expect(given.get('rel')).toBe('noopener noreferrer nofollow ugc');
	}
	for (const { url, words, place } of linksOf(html)) {
		expect(['http:', 'https:', 'mailto:'], text).toContain(url.protocol);
		expect([url.username, url.password]).toEqual(['', '']);
		const target = url.protocol === 'mailto:' ? url.pathname : url.host;
		const said = /^(?:https?:\/\/|mailto:)?([^/?#]+)/i.exec(words)?.[1]?.toLowerCase();
		expect([place, said], text).toContain(target);
	}
}

/** The same words where other things are around them. */
const surroundings = (text: string) => [
	text,
	`**${text}**`,
	`||${text}||`,
	`> ${text}`,
	`- ${text}`,
	`[${text}](https://example.org/)`,
	`\`${text}\``,
	`\`\`\`${text}\n${text}\n\`\`\``
];

test('T20, T21: there are enough of them', () => {
	expect(new Set(scripts).size).toBeGreaterThanOrEqual(80);
	expect(new Set(addresses).size).toBeGreaterThanOrEqual(80);
});

test.each(scripts)('T20: only words: %j', (text) => surroundings(text).forEach(expectOnlyWords));

test('T20: nor is anything more that is put together of them', { timeout: 60_000 }, () => {
	const piece = fc.oneof(
		fc.constantFrom(...scripts, ...addresses),
		fc.constantFrom(
			...'*_~|`[]()<>!\\\n -"\'=&;/:#',
			'](',
			'```',
			'||',
			'> ',
			'onerror=',
			'<img ',
			'javascript:',
			'https://',
			'</'
		),
		fc.string({ unit: 'grapheme', maxLength: 6 })
	);
	const text = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(''));
	fc.assert(fc.property(text, expectOnlyWords), { numRuns: 1500, seed: 20 });
});

describe('T21: an address that is not what it looks like is no link:', () => {
	test.each(addresses)('%j', (address) => {
		for (const text of [`[words](${address})`, `<${address}>`, address, `see ${address} there`])
			surroundings(text).forEach(expectOnlyWords);
		expect(linksOf(drawn(`[words](${address})`)).map(({ words }) => words)).not.toContain('words');
		expect(linksOf(drawn(`<${address}>`)).map(({ words }) => words)).not.toContain(address);
	});
});

describe('T21: words that do not say where their link leads stand beside what does:', () => {
	test.each(misleading)('$words → $place', ({ words, href, place }) => {
		expect(linksOf(drawn(`[${words}](${href})`)).map((link) => link.place)).toEqual([place]);
	});
});

test('an honest link says its address once', () => {
	expect(linksOf(drawn('[example.org](https://example.org/) https://example.org/')).map(({ place }) => place)).toEqual([
		'',
		''
	]);
});

test('what is written is what is read', () => {
	const text = (markdown: string) => decoded(drawn(markdown).replace(/<[^>]*>/g, ''));
	for (const words of ['a **b** c', '<b>a</b> & b', '  two\n\n\tthree', 'a *b* `c` ~~d~~ _e_ f'])
		expect(text(words)).toBe(words.replace(/\*\*|~~|\B[*_]|[*_`]\B|`/g, ''));
});

test('a spoiler is a box to tick, whose words nobody reads before', () => {
	const html = drawn('a ||b|| c');
	expect(html).toMatch(
		/<label[^>]*><input[^>]* type="checkbox"[^>]*aria-label="Show spoiler"[^>]*\/?><span[^>]*>b<\/span><\/label>/
	);
});

test('long code is cut, and says how much there is', () => {
	const code = (lines: number) => drawn(`\`\`\`\n${'x\n'.repeat(lines)}\`\`\``);
	expect(code(24)).not.toContain('more line');
	expect(code(25)).toContain('Show 1 more line<');
	expect(code(64)).toContain('Show 40 more lines<');
});
