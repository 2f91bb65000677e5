import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { baseUrl, eventually, hold, isLive, nextFrame, test, visit } from './browser';
import { composer } from './channel';
import { world } from './screens';

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };

/** Writes down every jump of the layout from the first moment on; answers what they were. */
async function watchForShifts(page: Page): Promise<() => Promise<{ sum: number; what: string[] }>> {
	await page.addInitScript(() => {
		const shifts = { sum: 0, what: [] as string[] };
		Object.assign(globalThis, { shifts });
		new PerformanceObserver((list) => {
			for (const { value, hadRecentInput, sources } of list.getEntries() as Shift[]) {
				if (hadRecentInput) continue;
				shifts.sum += value;
				shifts.what.push(...sources.map(({ node }) => (node?.parentElement ?? document.body).outerHTML.slice(0, 120)));
			}
		}).observe({ type: 'layout-shift', buffered: true });
	});
	return () => page.evaluate(() => (globalThis as unknown as { shifts: { sum: number; what: string[] } }).shifts);
}

test.for([1440, 390])('nothing jumps on the first page of a cold browser, %i pixels wide', async (width, { open }) => {
	const { ada, place } = await world();
	// Far from the server's idea of the time: hours and days are corrected under the reader's eyes.
	const hers = await open(ada, { viewport: { width, height: 844 }, timezoneId: 'Pacific/Auckland' });
	const shifts = await watchForShifts(hers);
	await visit(hers, place.channel);
	await hers.waitForLoadState('networkidle');
	await hers.evaluate(() => document.fonts.ready);
	await nextFrame(hers);
	const { sum, what } = await shifts();
	expect(sum, `what jumped: ${what.join('\n')}`).toBeLessThan(0.001);
});

/** How light the page is where nothing is drawn on it, from 0 to 255. */
async function brightness(page: Page): Promise<number> {
	const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 4, height: 4 } });
	const { channels } = await sharp(picture).stats();
	return channels.slice(0, 3).reduce((sum, { mean }) => sum + mean, 0) / 3;
}

test.for([
	{ chosen: 'dark', system: 'light', isDark: true },
	{ chosen: 'light', system: 'dark', isDark: false },
	{ chosen: 'system', system: 'dark', isDark: true }
] as const)('P36: with the theme $chosen on a $system system the first paint is right', async (themes, { open }) => {
	const { ada, place } = await world();
	const hers = await open(ada, { colorScheme: themes.system });
	await hers.context().addCookies([{ name: 'theme', value: themes.chosen, url: baseUrl }]);
	await hers.addInitScript(() => {
		const seen = new Set<string>();
		const look = () => {
			if (document.body) seen.add(getComputedStyle(document.body).backgroundColor);
			document.documentElement.dataset.backgrounds = [...seen].join(' and ');
			requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
	const letScriptsRun = await hold(hers, '**/*.js');
	await hers.goto(place.channel, { waitUntil: 'commit' });
	await composer(hers).waitFor();
	expect(await hers.evaluate(() => document.documentElement.className)).toBe(
		themes.chosen === 'system' ? '' : themes.chosen
	);
	const before = await brightness(hers);
	expect(themes.isDark ? before < 60 : before > 200, `brightness ${before} without a script`).toBe(true);
	letScriptsRun();
	await isLive(hers);
	expect(await brightness(hers)).toBe(before);
	const seen = await hers.evaluate(() => document.documentElement.dataset.backgrounds);
	expect(seen, 'one background from the first frame on').not.toContain(' and ');
});

test('the first page of a channel is light to carry', async ({ open }) => {
	const { ada, place } = await world();
	const hers = await open(ada);
	const wire = await hers.context().newCDPSession(hers);
	const scripts = new Map<string, { url: string; encoding: string; bytes: number }>();
	let page = '';
	await wire.send('Network.enable');
	wire.on('Network.responseReceived', ({ requestId, type, response }) => {
		const headers = Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]);
		const encoding = Object.fromEntries(headers)['content-encoding'] ?? 'none';
		if (type === 'Document') page = encoding;
		if (/javascript/.test(response.mimeType)) scripts.set(requestId, { url: response.url, encoding, bytes: 0 });
	});
	wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const script = scripts.get(requestId);
		if (script) script.bytes = encodedDataLength;
	});
	await hers.goto(place.channel);
	await isLive(hers);
	await hers.waitForLoadState('networkidle');
	await eventually(() => [...scripts.values()].every(({ bytes }) => bytes > 0)).toBe(true);
	expect(scripts.size).toBeGreaterThan(5);
	const plain = [...scripts.values()].filter(({ encoding }) => encoding !== 'br').map(({ url }) => url);
	expect(plain, 'scripts that are not compressed by brotli').toEqual([]);
	const bytes = [...scripts.values()].reduce((sum, { bytes }) => sum + bytes, 0);
	expect(bytes, `${scripts.size} scripts`).toBeLessThanOrEqual(120_000);
	expect(['br', 'gzip', 'zstd'], 'how the page is compressed').toContain(page);
});
