// What a browser feels of a channel's page: when it is there, what jumps, how long it does not answer, and what it weighs.
import { chromium, type Browser, type CDPSession, type Page } from 'playwright-core';
import { db } from '$lib/server/db';
import { migrate } from '$lib/server/db/migrate';
import { requireChromium } from '../../scripts/parts/chromium.js';
import { Figures, goal, median, quantile, sized, verdict } from './parts/report';
import { serve } from './parts/served';
import { inParts, signIn } from './parts/world';

const VISITS = sized(9, 2);
const SWITCHES = sized(60, 6);
const LINES = 500;

const communityId = '201';
const channels = [
	{ id: '301', name: 'general' },
	{ id: '302', name: 'studio' }
];
const createdAt = new Date();
const viewers = Array.from({ length: 60 }, (_, index) => {
	const id = String(10_001 + index);
	return { id, handle: `person${id}`, name: `Mara Okafor ${index}`, avatarUrl: null };
});
const words = [
	'The recital starts at 20:30, doors at 20:00.',
	'**Mast inspection** is done, see https://example.org/mast?year=2026 for the report.',
	'```js\nradio.on("silence", () => wake(everyone));\n```',
	'> Could you raise the silence detector?\nOn it. I’ll listen through tonight and report back.'
];

async function fill(): Promise<void> {
	const ownerId = viewers[0]!.id;
	await db
		.insertInto('communities')
		.values({ id: communityId, name: 'Saltmarsh Radio', iconFile: null, ownerId, createdAt })
		.execute();
	await db.insertInto('categories').values({ id: '251', communityId, name: 'Text', position: 0 }).execute();
	const members = viewers.map(({ id: userId }) => ({
		communityId,
		userId,
		role: 'guest' as const,
		nickname: null,
		joinedAt: createdAt
	}));
	await db.insertInto('members').values(members).execute();
	for (const [position, channel] of channels.entries()) {
		const head = { lastSeq: LINES, rev: LINES, isGeneral: position === 0, createdAt };
		await db
			.insertInto('channels')
			.values({ ...channel, ...head, communityId, categoryId: '251', kind: 'text', position })
			.execute();
		await inParts(LINES, (from, to) => {
			const lines = Array.from({ length: to - from }, (_, index) => from + index);
			const rows = lines.map((line) => ({
				...{ channelId: channel.id, seq: line + 1, rev: line + 1, authorId: viewers[line % 7]!.id, createdAt },
				...{ body: words[line % words.length]!, nonce: `n${line}` }
			}));
			return db.insertInto('messages').values(rows).execute();
		});
	}
}

const pathOf = (channelId: string) => `/servers/${communityId}/channels/${channelId}`;

/** Lighthouse's two machines; its phone has a line of 1.6 Mbit/s and 150 ms. */
const machines = {
	desktop: { viewport: { width: 1350, height: 940 }, slower: 1, line: null },
	phone: {
		viewport: { width: 412, height: 823 },
		slower: 4,
		line: { latency: 150, downloadThroughput: 200_000, uploadThroughput: 95_000 }
	}
} as const;

type Felt = { lcp: number; fcp: number; shifts: number; blocked: number };

/** Notes what the page itself can know, from its first moment on. */
async function watch(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const felt = { lcp: 0, fcp: 0, shifts: 0, blocked: 0 };
		Object.assign(globalThis, { felt });
		const observe = (type: string, take: (entry: PerformanceEntry) => void) =>
			new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
		observe('largest-contentful-paint', ({ startTime }) => (felt.lcp = startTime));
		observe('paint', ({ name, startTime }) => name === 'first-contentful-paint' && (felt.fcp = startTime));
		observe('layout-shift', (entry) => (felt.shifts += (entry as PerformanceEntry & { value: number }).value));
		observe('longtask', ({ duration }) => (felt.blocked += Math.max(0, duration - 50)));
	});
}

/** Bytes on the wire by kind of file, as they are compressed and without the headers before them. */
async function weigh(wire: CDPSession): Promise<Map<string, number>> {
	const files = new Map<string, { kind: string; head: number }>();
	const bytes = new Map<string, number>();
	await wire.send('Network.enable');
	wire.on('Network.responseReceived', ({ requestId, type, response }) =>
		files.set(requestId, { kind: type, head: response.encodedDataLength })
	);
	wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
		const { kind, head } = files.get(requestId) ?? { kind: 'Other', head: 0 };
		bytes.set(kind, (bytes.get(kind) ?? 0) + encodedDataLength - head);
	});
	return bytes;
}

async function coldVisit(browser: Browser, machine: keyof typeof machines, cookie: string, baseURL: string) {
	const { viewport, slower, line } = machines[machine];
	const context = await browser.newContext({ baseURL, viewport });
	const [name, value] = cookie.split('=') as [string, string];
	await context.addCookies([{ name, value, url: baseURL }]);
	const page = await context.newPage();
	await watch(page);
	const wire = await context.newCDPSession(page);
	const bytes = await weigh(wire);
	await wire.send('Emulation.setCPUThrottlingRate', { rate: slower });
	if (line) await wire.send('Network.emulateNetworkConditions', { offline: false, ...line });
	await page.goto(pathOf(channels[0]!.id));
	await page.locator('[data-connection=live]').waitFor({ state: 'attached' });
	await page.waitForLoadState('networkidle');
	const felt = await page.evaluate(() => (globalThis as unknown as { felt: Felt }).felt);
	await context.close();
	const total = [...bytes.values()].reduce((sum, some) => sum + some, 0);
	return {
		felt,
		scripts: bytes.get('Script') ?? 0,
		styles: bytes.get('Stylesheet') ?? 0,
		page: bytes.get('Document') ?? 0,
		total
	};
}

/**
 * Milliseconds from a click on a channel's name until its lines are painted, with both channels visited before. Whoever presses
 * it has pointed at it, so what the page needs is here by then; or it is pressed at once, and the server is waited for.
 */
async function switches(browser: Browser, cookie: string, baseURL: string, isHere: boolean): Promise<number[]> {
	const context = await browser.newContext({ baseURL, viewport: machines.desktop.viewport });
	const [name, value] = cookie.split('=') as [string, string];
	await context.addCookies([{ name, value, url: baseURL }]);
	const page = await context.newPage();
	await page.goto(pathOf(channels[0]!.id));
	await page.locator('[data-connection=live]').waitFor({ state: 'attached' });
	const took: number[] = [];
	for (let turn = 1; turn <= SWITCHES + 4; turn++) {
		const { id, name } = channels[turn % 2]!;
		const row = page.locator(`a[href="${pathOf(id)}"]`).first();
		await page.evaluate(() => performance.clearResourceTimings());
		await row.hover();
		const isLoaded = (path: string) => performance.getEntriesByType('resource').some(({ name }) => name.includes(path));
		if (isHere) await page.waitForFunction(isLoaded, `${pathOf(id)}/__data.json`);
		const time = await row.evaluate(
			(link, wanted) =>
				new Promise<number>((resolve) => {
					const began = performance.now();
					(link as HTMLElement).click();
					const look = () =>
						document.querySelector('h1')?.textContent?.includes(wanted) && document.querySelector('#messages article')
							? requestAnimationFrame(() => resolve(performance.now() - began))
							: requestAnimationFrame(look);
					look();
				}),
			name
		);
		if (turn > 4) took.push(time);
	}
	await context.close();
	return took;
}

await migrate(db);
const [person] = await signIn(viewers);
await fill();
await db.destroy();
const { app, port } = await serve();
const baseURL = `http://127.0.0.1:${port}`;
const browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const figures = new Figures();
for (let turn = 0; turn <= VISITS; turn++)
	for (const machine of ['desktop', 'phone'] as const) {
		const { felt, ...bytes } = await coldVisit(browser, machine, person!.cookie, baseURL);
		if (turn === 0) continue; // the server's own first time
		figures.add(machine, {
			'first paint, ms (FCP)': felt.fcp,
			'largest paint, ms (LCP)': felt.lcp,
			'shifts (CLS)': felt.shifts,
			'blocked, ms (TBT)': felt.blocked,
			'bytes of scripts': bytes.scripts,
			'bytes of styles': bytes.styles,
			'bytes of the page': bytes.page,
			'bytes in all': bytes.total
		});
	}
for (const [mode, isHere] of [['switch of channels', true] as const, ['switch pressed at once', false] as const]) {
	const took = await switches(browser, person!.cookie, baseURL, isHere);
	figures.add(mode, { 'ms, median': median(took), 'ms, p95': quantile(took, 0.95) });
}
await browser.close();
app.kill();
figures.print(`A channel with fifty lines on the page, seen by Chromium ${VISITS} times with an empty cache`);
goal('bytes of scripts', figures.of('desktop', 'bytes of scripts'), { most: 120_000 });
goal('shifts on a desktop', figures.of('desktop', 'shifts (CLS)'), { most: 0.001 });
goal('shifts on a phone', figures.of('phone', 'shifts (CLS)'), { most: 0.001 });
goal('a switch of channels, p95 in ms', figures.of('switch of channels', 'ms, p95'), { most: 100 });
verdict();
