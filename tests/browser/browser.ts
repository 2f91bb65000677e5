import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test as plain } from 'vitest';
import { requireChromium } from '../../scripts/parts/chromium.js';

const quiet = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	// A microphone that beeps and a camera that counts slowly, which nobody has to allow; packets stay on this machine.
	'--use-fake-device-for-media-stream=fps=8',
	'--use-fake-ui-for-media-stream',
	'--allow-loopback-in-peer-connection'
];

/** How long something may take to appear before a person would call it broken, in milliseconds. */
const PATIENCE = 10_000;

export const baseUrl = inject('baseUrl');

let browser: Browser;
beforeAll(async () => {
	browser = await chromium.launch({ executablePath: requireChromium(), args: quiet });
});
afterAll(() => browser?.close());

type Wishes = BrowserContextOptions & {
	/** Complaints of the browser that belong to what is tested. */
	expected?: RegExp;
};
/** Whoever has a session: all that a browser needs of a person. */
export type Guest = { cookies: Map<string, string> };
/** Opens a browser of somebody's own: theirs if they are given, a stranger's otherwise. */
export type Open = (who?: Guest | null, wishes?: Wishes) => Promise<Page>;

/** Each test opens its own windows; none of them may complain, and a failed test leaves pictures of them. */
export const test = plain.extend<{ open: Open }>({
	open: async ({ task }, use) => {
		const contexts: BrowserContext[] = [];
		const complaints: string[] = [];
		await use(async (who, { expected, ...options } = {}) => {
			const context = await browser.newContext({
				baseURL: baseUrl,
				viewport: { width: 1440, height: 900 },
				// What it asks for cannot be held up by tests; offline.test.ts lets it in.
				serviceWorkers: 'block',
				...options
			});
			contexts.push(context);
			context.setDefaultTimeout(PATIENCE);
			if (who) await context.addCookies(cookiesOf(who, options.baseURL ?? baseUrl));
			const complain = (words: string) => !expected?.test(words) && complaints.push(words);
			context.on('weberror', (fault) => complain(fault.error().stack ?? fault.error().message));
			context.on('console', (said) => {
				if (said.type() === 'error') complain(`${said.text()} (${said.location().url})`);
			});
			return context.newPage();
		});
		const pages = contexts.flatMap((context) => context.pages());
		if (task.result?.state === 'fail') await photograph(pages, task.name);
		await Promise.all(contexts.map((context) => context.close()));
		expect(complaints, 'what the browsers complained about').toEqual([]);
	}
});

function cookiesOf(who: Guest, url: string) {
	return [...who.cookies].map(([name, value]) => ({ name, value, url }));
}

async function photograph(pages: Page[], name: string): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-pictures-'));
	const file = name.replace(/\W+/g, '-').slice(0, 60);
	for (const [index, page] of pages.entries())
		await page.screenshot({ path: join(folder, `${file}-${index + 1}.png`), timeout: 5000 }).catch(() => undefined);
	process.stderr.write(`How it looked when “${name}” failed: ${folder}\n`);
}

/** Asks again and again until the answer is right, as a person keeps looking. */
export function eventually<T>(read: () => T | Promise<T>, message?: string) {
	return expect.poll(read, { timeout: PATIENCE, interval: 50, message });
}

/** The page answers to clicks and keys. */
export async function isAlive(page: Page): Promise<void> {
	await page.locator('html[data-alive]').waitFor({ state: 'attached' });
}

/** The socket is up; on phones the word for it is not shown. */
export async function isLive(page: Page): Promise<void> {
	await page.locator('[data-connection=live]').waitFor({ state: 'attached' });
}

/** Opens an address and waits until the page is live. */
export async function visit(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await isLive(page);
}

/** Answers whether this is still the same document, never reloaded since. */
export async function remember(page: Page): Promise<() => Promise<boolean>> {
	await page.evaluate(() => (document.documentElement.dataset.remembered = ''));
	return () => page.evaluate(() => 'remembered' in document.documentElement.dataset);
}

/** Keeps requests to `address` from leaving until told to let go of them. */
export async function hold(page: Page, address: string | RegExp): Promise<() => void> {
	let go = () => {};
	const held = new Promise<void>((resolve) => (go = resolve));
	await page.route(address, async (route) => {
		await held;
		await route.continue();
	});
	return go;
}

/** What was just asked for is painted. */
export async function nextFrame(page: Page): Promise<void> {
	await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
}
