import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { addresses, misleading, scripts } from '../hostile';
import { newPerson, newServer, say, type Person, type Place } from '../person';
import { fourLooks, isForEverybody } from './axe';
import { eventually, isLive, nextFrame, test, visit } from './browser';
import { isSent, lines, log, write } from './channel';
import { watched } from './watched';

/** Messages of one page of a channel. */
const PAGE = 45;

async function channelOf(...messages: string[]): Promise<{ ada: Person; place: Place }> {
	const ada = await newPerson('Ada Lovelace');
	const place = await newServer(ada);
	for (const body of messages) await say(ada, place, body);
	return { ada, place };
}

const hostile = [
	...scripts,
	...addresses.flatMap((address) => `[words](${address})\n\n<${address}>\n\n${address}`.trim()),
	...misleading.map(({ words, href }) => `[${words}](${href})`)
].filter((body) => body.replace(/\p{C}/gu, '').trim());
const pages = Array.from({ length: Math.ceil(hostile.length / PAGE) }, (_, n) => n);

/** Everything in the log that words must not have made. */
const foreign = (log: Locator) =>
	log.evaluate((log) => {
		const known =
			/^(DIV|ARTICLE|P|STRONG|EM|S|CODE|A|BDI|BLOCKQUOTE|UL|OL|LI|FIGURE|FIGCAPTION|SPAN|BUTTON|PRE|LABEL|INPUT|TIME|FORM|DETAILS|SUMMARY|NOSCRIPT|H\d|IMG|svg|path|rect|circle|line|polyline)$/;
		return [...log.querySelectorAll('*')].flatMap((element) => {
			const handlers = element.getAttributeNames().filter((name) => name.startsWith('on'));
			const isKnown =
				known.test(element.tagName) && !(/^(IMG|NOSCRIPT)$/.test(element.tagName) && element.closest('.body'));
			return isKnown && handlers.length === 0 && !element.closest('.body')?.querySelector('script, iframe, style, form')
				? []
				: [element.outerHTML.slice(0, 200)];
		});
	});

const links = (log: Locator) =>
	log.locator('.body a').evaluateAll((links) =>
		(links as HTMLAnchorElement[]).map((link) => ({
			scheme: link.protocol,
			user: link.username + link.password,
			target: link.protocol === 'mailto:' ? link.pathname : link.host,
			says: link.innerText,
			rel: `${link.rel} ${link.target}`
		}))
	);

async function expectHarmless(page: Page): Promise<void> {
	expect(await foreign(log(page))).toEqual([]);
	for (const { scheme, user, target, says, rel } of await links(log(page))) {
		expect(['http:', 'https:', 'mailto:']).toContain(scheme);
		expect(user).toBe('');
		const said = /^(?:https?:\/\/|mailto:)?([^/?#]+)/i.exec(says)?.[1]?.toLowerCase();
		expect([said, /\(([^()]*)\)$/.exec(says)?.[1]], says).toContain(target);
		expect(rel).toBe('noopener noreferrer nofollow ugc _blank');
	}
}

test.for(pages)('T20, T21: hostile messages are words, in a page that came alive (%i)', async (number, { open }) => {
	const part = hostile.slice(number * PAGE, (number + 1) * PAGE);
	const { ada, place } = await channelOf(...part);
	const { page, alarms } = await watched(open, ada);
	await visit(page, place.channel);
	expect(await lines(page).count()).toBe(part.length);
	await expectHarmless(page);
	// The same in words that arrive, and are drawn by the browser alone.
	for (const body of part.slice(0, 6)) {
		const seq = await say(ada, place, `${body}\n\narrived`);
		await page.locator(`#m-${seq}`).waitFor();
	}
	await expectHarmless(page);
	expect(await alarms()).toEqual([]);
});

const sample = [
	'**bold** *italic* ~~gone~~ `code` https://example.org/a [report](https://example.org/b)',
	'> a quote\n> of two lines\n\nand an answer',
	'- one\n- two\n  1. two and a half\n- three',
	'Look:\n```js\n// was 8\nconst quiet = strip(12, "a");\n```',
	'the gardener ||did [it](https://example.org/c)||'
];

test('P19: a message looks the same while it is sent, once it is there, and without scripts', async ({ open }) => {
	const { ada, place } = await channelOf();
	const page = await open(ada);
	await visit(page, place.channel);
	const drawn = (page: Page, index: number) =>
		lines(page)
			.nth(index)
			.locator('.body')
			.evaluate((body) => {
				const copy = body.cloneNode(true) as HTMLElement;
				for (const part of copy.querySelectorAll('button')) part.remove();
				for (const code of copy.querySelectorAll('pre')) code.textContent = code.innerText;
				// Scripts and the server write attributes in an order of their own.
				for (const element of copy.querySelectorAll('*'))
					for (const name of element.getAttributeNames().sort()) {
						const value = element.getAttribute(name)!;
						element.removeAttribute(name);
						element.setAttribute(name, value);
					}
				return { html: copy.innerHTML.replace(/<!--.*?-->/gs, ''), height: body.getBoundingClientRect().height };
			});
	let letGo = () => {};
	const held = new Promise<void>((resolve) => (letGo = resolve));
	await page.route(/\?\/send$/, async (route) => {
		await held;
		await route.continue();
	});
	for (const [index, body] of sample.entries()) {
		await write(page, body);
		await lines(page).nth(index).waitFor();
	}
	const pending = await Promise.all(sample.map((_, index) => drawn(page, index)));
	letGo();
	await eventually(() => page.locator('[id^=m-]').count()).toBe(sample.length);
	expect(await Promise.all(sample.map((_, index) => drawn(page, index)))).toEqual(pending);
	const plain = await open(ada, { javaScriptEnabled: false });
	await plain.goto(place.channel);
	expect(await Promise.all(sample.map((_, index) => drawn(plain, index)))).toEqual(pending);
});

test('code is coloured when it is looked at, can be copied, and is shown whole on request', async ({ open }) => {
	const code = ['const a = f(1); // one', ...Array.from({ length: 63 }, (_, n) => `b(${n});`)].join('\n');
	const { ada, place } = await channelOf('no code here', `\`\`\`js\n${code}\n\`\`\``);
	const page = await open(ada, { permissions: ['clipboard-read', 'clipboard-write'] });
	await visit(page, place.channel);
	await page.locator('.body .keyword', { hasText: 'const' }).waitFor();
	expect(await page.locator('.body .comment').first().innerText()).toBe('// one');
	const block = page.getByRole('region', { name: 'Code, js' });
	expect((await block.boundingBox())!.height).toBe(24 * 19);
	const header = await page.locator('.body figcaption').boundingBox();
	expect(header!.height).toBe(28);
	await page.getByRole('checkbox', { name: 'Show 40 more lines' }).focus();
	await page.keyboard.press('Space');
	await eventually(async () => (await block.boundingBox())!.height).toBe(64 * 19 + 10);
	expect(await page.getByRole('checkbox', { name: 'Show fewer lines' }).isChecked()).toBe(true);
	await page.getByRole('button', { name: 'Copy code' }).click();
	await page.getByRole('button', { name: 'Copied' }).waitFor();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test('a page without code carries no colours', async ({ open }) => {
	const { ada, place } = await channelOf('no code here, `but this`\n```\nno language\n```');
	const page = await open(ada);
	await visit(page, place.channel);
	await page.waitForLoadState('networkidle');
	const loaded = () =>
		page.evaluate(() => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).length);
	const before = await loaded();
	await write(page, '```js\nlet a;\n```');
	await page.locator('.body .keyword').waitFor();
	expect(await loaded()).toBeGreaterThan(before);
});

test.for([true, false])('a spoiler is shown by keyboard or click, scripts: %s', async (javaScriptEnabled, { open }) => {
	const { ada, place } = await channelOf('It was ||the [gardener](https://example.org/)|| all along', '||again||');
	const page = await open(ada, { javaScriptEnabled });
	await page.goto(place.channel);
	if (javaScriptEnabled) await isLive(page);
	const link = page.getByRole('link', { name: 'gardener' });
	expect(await link.count(), 'what is hidden cannot be reached').toBe(0);
	const [first, second] = await page.getByRole('checkbox', { name: 'Show spoiler' }).all();
	await first!.focus();
	await page.keyboard.press('Space');
	await link.waitFor();
	expect(await page.locator('.spoiler .veiled').nth(1).isVisible()).toBe(false);
	await page.locator('.spoiler').nth(1).click();
	expect(await second!.isChecked()).toBe(true);
	expect(await page.getByText('again', { exact: true }).isVisible()).toBe(true);
});

test('T23: characters that turn text about or pile up stay within their message', async ({ open }) => {
	const piled = `${[...'Zalg'].map((letter) => letter + '\u0301\u0316\u030A\u0323'.repeat(25)).join('')}o`;
	const turned = [
		'\u202Eabc',
		'a \u2067b',
		'\u202D\u202E\u2066\u2067deep',
		'x\u202C\u2069\u202C',
		'see photo\u202Egpj.exe',
		'**\u202Ebold** then',
		'\u202Ehttps://example.org/moc'
	];
	const { ada, place } = await channelOf('plain', piled, ...turned);
	const seqs: number[] = [];
	for (const body of ['plain', ...turned]) {
		const seq = await say(ada, place, body);
		await ada.submit(`${place.channel}?/edit`, { seq: String(seq), body: `${body} now` });
		seqs.push(seq);
	}
	const page = await open(ada);
	await visit(page, place.channel);
	const usual = (await lines(page).nth(2).boundingBox())!.height;
	for (const one of await lines(page).all()) {
		const body = (await one.locator('.body').boundingBox())!;
		expect(body.height, await one.innerText()).toBe(23);
	}
	expect((await lines(page).nth(1).boundingBox())!.height, 'marks that pile up').toBe(usual);
	// "(edited)" stands after the words, and reads from left to right.
	for (const seq of seqs) {
		const [words, edited] = await page.locator(`#m-${seq}`).evaluate((article) => {
			const edited = article.querySelector('.mark')!;
			const words = document.createRange();
			words.selectNodeContents(article.querySelector('.body p')!);
			words.setEndBefore(edited);
			const [a, b] = [words.getBoundingClientRect(), edited.getBoundingClientRect()];
			return [Math.round(a.right), Math.round(b.left)] as const;
		});
		expect(edited, `message ${seq}`).toBeGreaterThanOrEqual(words - 1);
	}
	const address = page.getByRole('link', { name: 'https://example.org/moc' }).first();
	const isInOrder = await address.evaluate((link) => {
		const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()!;
		const left = (at: number) => {
			const range = document.createRange();
			range.setStart(text, at);
			range.setEnd(text, at + 1);
			return range.getBoundingClientRect().left;
		};
		return left(0) < left(8) && left(8) < left(15);
	});
	expect(isInOrder, 'an address reads from left to right').toBe(true);
});

test('every kind of markup is reachable and readable', async ({ open }) => {
	const { ada, place } = await channelOf(...sample);
	const page = await open(ada);
	await visit(page, place.channel);
	await isSent(page, 'the gardener');
	await page.locator('.spoiler').click();
	await isForEverybody(page, fourLooks);
	for (const width of [1440, 390, 320]) {
		await page.setViewportSize({ width, height: 844 });
		await nextFrame(page);
		const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		expect(isWide, `${width} pixels`).toBe(false);
	}
});
