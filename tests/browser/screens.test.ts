import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { fourLooks, isForEverybody } from './axe';
import { isLive, test } from './browser';
import { everyScreen, world } from './screens';

const widths = [320, 390, 768, 1100, 1440];
/** How people who read from the right, or need large letters, have it; each with the narrowest window, and one with columns. */
const ways = [
	{ way: 'from the right', dir: 'rtl', fontSize: '' },
	{ way: 'with letters twice as large', dir: 'ltr', fontSize: '200%' },
	{ way: 'from the right, with letters twice as large', dir: 'rtl', fontSize: '200%' }
];

/** What sticks out of the window, or makes something scroll sideways that should not. */
const whatSticksOut = (page: Page) =>
	page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		const scrollers = [...document.querySelectorAll('*')].filter((box) => {
			const { overflowX } = getComputedStyle(box);
			return (overflowX === 'auto' || overflowX === 'scroll') && box.scrollWidth > box.clientWidth;
		});
		const page = document.scrollingElement!;
		const content = [...document.querySelectorAll('a, button, input, textarea, select, h1, h2, p, time, label, bdi')];
		const isCut = (part: Element): boolean =>
			getComputedStyle(part).textOverflow === 'ellipsis' || (!!part.parentElement && isCut(part.parentElement));
		const outside = content.filter((part) => {
			const { left, right, width: own } = part.getBoundingClientRect();
			return own > 0 && (left < -0.5 || right > width + 0.5) && !isCut(part);
		});
		const name = (part: Element) =>
			`${part.tagName.toLowerCase()}.${part.className} “${part.textContent.slice(0, 30)}”`;
		const tight = content.filter((part) => {
			const { fontSize, lineHeight } = getComputedStyle(part);
			return part.getClientRects().length > 0 && parseFloat(lineHeight) < parseFloat(fontSize) - 0.5;
		});
		return [
			...(page.scrollWidth > width ? [`the page is ${page.scrollWidth} wide`] : []),
			// The rail of a phone is a strip to be swiped.
			...scrollers.filter((box) => !box.matches('.rail')).map((box) => `scrolls sideways: ${name(box)}`),
			...tight.map((part) => `lines overlap: ${name(part)}`),
			...outside.filter((part) => !part.closest('.rail')).map((part) => `sticks out: ${name(part)}`)
		];
	});

for (const screen of everyScreen) {
	test(`${screen.name} fits every window and everybody`, async ({ open }) => {
		const there = await world();
		const page = await open(screen.who(there), { expected: /status of 404/ });
		await page.goto(screen.path(there));
		await page.getByRole('heading', { name: screen.heading }).first().waitFor();
		if (screen.isLive) await isLive(page);
		for (const width of widths) {
			await page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
			expect(await whatSticksOut(page), `${width} pixels wide`).toEqual([]);
		}
		for (const { way, ...look } of ways) {
			await page.evaluate(({ dir, fontSize }) => {
				document.documentElement.dir = dir;
				document.documentElement.style.fontSize = fontSize;
			}, look);
			for (const width of [320, 1100]) {
				await page.setViewportSize({ width, height: 844 });
				expect.soft(await whatSticksOut(page), `${way}, ${width} pixels wide`).toEqual([]);
			}
		}
		await page.evaluate(() => {
			document.documentElement.dir = 'ltr';
			document.documentElement.style.fontSize = '';
		});
		await isForEverybody(page, fourLooks);
	});
}
