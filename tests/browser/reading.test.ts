import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { fillIn } from '../http/page';
import { say, unique } from '../person';
import { baseUrl, eventually, isAlive, remember, test, visit } from './browser';
import { composer, isSent, line, lines, log, twoPeople, write } from './channel';
import { writePast } from './past';
import { heapOf, heightOf, listenToLog, turnWheel, watched, watchLog } from './reading';

const separator = (page: Page) => log(page).getByRole('separator');
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const edges = (page: Page) =>
	log(page)
		.locator('[id^=m-]')
		.evaluateAll((found) => [found[0]!, found.at(-1)!].map(({ id }) => Number(id.slice(2))));
const fromEnd = (page: Page) => log(page).evaluate((box) => Math.abs(Math.round(box.scrollTop)));

async function pastOf(count: number) {
	const there = await twoPeople();
	await writePast(there.place, count);
	return there;
}

/** Ada has read everything, then Grace says so many things. */
async function unreadOf(count: number, open: (who: never) => Promise<Page>, past = 60) {
	const there = await pastOf(past);
	const hers = await open(there.ada as never);
	const isRead = hers.waitForResponse((answer) => answer.url().endsWith('?/read'));
	await visit(hers, there.place.channel);
	await isRead;
	await hers.goto('/settings');
	for (let index = 1; index <= count; index++) await say(there.grace, there.place, `News ${index}`);
	return { ...there, hers };
}

test('P22: five thousand messages back, and forth again: nothing jumps, nothing is blank, and the page stays as light as it was', async ({
	open
}) => {
	const { ada, grace, place } = await pastOf(6000);
	const hers = await open(ada, { reducedMotion: 'reduce', viewport: { width: 1440, height: 700 } });
	const wire = await hers.context().newCDPSession(hers);
	await visit(hers, place.channel);
	await watchLog(hers);
	await log(hers).hover();
	let most = 0;
	let early = 0;
	for (let [oldest] = await edges(hers); oldest! > 1000; [oldest] = await edges(hers)) {
		most = Math.max(most, await turnWheel(hers, -1000));
		if (!early && oldest! < 5000) early = await heapOf(wire);
	}
	const late = await heapOf(wire);
	expect(most, 'pixels a line was at most away from where the wheel put it').toBeLessThanOrEqual(1);
	expect(late / early, `the heap, from ${early} to ${late} bytes`).toBeLessThan(1.1);
	expect(late / early).toBeGreaterThan(0.9);

	for (const words of ['One', 'Two', 'Three']) await say(grace, place, words);
	await button(hers, '3 new messages').waitFor();
	for (let steps = 0; steps < 20; steps++) most = Math.max(most, await turnWheel(hers, 1000));
	expect(most, 'the same on the way forward').toBeLessThanOrEqual(1);
	await button(hers, '3 new messages').click();
	await eventually(() => fromEnd(hers)).toBe(0);
	expect((await edges(hers))[1]).toBe(6003);
	await say(grace, place, 'Live again');
	await line(hers, 'Live again').waitFor();
	expect(await fromEnd(hers)).toBe(0);
	const { blanks, nodes, frames } = await watched(hers);
	expect(frames).toBeGreaterThan(500);
	expect(blanks, 'frames without a message in the middle').toBe(0);
	expect(nodes).toBeLessThanOrEqual(300);
}, 600_000);

test('the wheel at 1,200 pixels a second never comes to an edge', async ({ open }) => {
	const { ada, place } = await pastOf(1000);
	const hers = await open(ada);
	await visit(hers, place.channel);
	await watchLog(hers);
	await log(hers).hover();
	const began = Date.now();
	let turned = 0;
	let nearest = Infinity;
	while (turned < 6000) {
		const due = Math.min(6000, (1.2 * (Date.now() - began)) | 0);
		if (due > turned) await hers.mouse.wheel(0, turned - due);
		turned = due;
		const above = await log(hers).evaluate((box) => box.scrollHeight - box.clientHeight + box.scrollTop);
		nearest = Math.min(nearest, above);
	}
	await eventually(() => fromEnd(hers)).toBeGreaterThanOrEqual(5990);
	expect(nearest, 'pixels to the edge').toBeGreaterThan(0);
	expect((await watched(hers)).blanks).toBe(0);
});

test('also where the browser does not hold the view by itself, lines that go below do not move it', async ({
	open
}) => {
	const { ada, place } = await pastOf(600);
	const hers = await open(ada, { reducedMotion: 'reduce' });
	await hers.addInitScript(() => {
		const supports = CSS.supports.bind(CSS);
		CSS.supports = (...asked: string[]) => !asked[0]!.includes('overflow-anchor') && supports(...(asked as [string]));
	});
	await visit(hers, place.channel);
	// The policy of the page takes no style elements.
	await hers.evaluate(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync('* { overflow-anchor: none !important; }');
		document.adoptedStyleSheets.push(sheet);
	});
	await watchLog(hers);
	await log(hers).hover();
	let most = 0;
	while ((await edges(hers))[1] === 600) most = Math.max(most, await turnWheel(hers, -1000));
	for (let steps = 0; steps < 8; steps++) most = Math.max(most, await turnWheel(hers, -1000));
	for (let steps = 0; steps < 8; steps++) most = Math.max(most, await turnWheel(hers, 1000));
	expect(most, 'pixels').toBeLessThanOrEqual(1);
});

test('P21: a link to a line that is not loaded loads around it, on arrival and later, back and forward', async ({
	open
}) => {
	const { ada, grace, place } = await pastOf(1000);
	await say(grace, place, `Look: ${baseUrl}${place.channel}#m-700`);
	const hers = await open(ada);
	await visit(hers, `${place.channel}#m-100`);
	const isAt = (seq: number) =>
		eventually(
			async () => Math.abs((await heightOf(hers, `#m-${seq}`)) - 1 / 3) < 0.02,
			`line ${seq} is at one third`
		).toBe(true);
	await isAt(100);
	await hers.locator('#m-100[data-flash]').waitFor();
	await hers.locator('#m-100:not([data-flash])').waitFor();
	const isSame = await remember(hers);
	await hers.evaluate(() => (location.hash = '#m-500'));
	await isAt(500);
	await hers.goBack();
	await isAt(100);
	await hers.goForward();
	await isAt(500);

	await button(hers, 'Jump to latest').click();
	await line(hers, 'Look:')
		.getByRole('link', { name: /#m-700/ })
		.click();
	await isAt(700);
	expect(await isSame()).toBe(true);
	expect(hers.context().pages()).toHaveLength(1);

	await hers.emulateMedia({ reducedMotion: 'reduce' });
	await hers.evaluate(() => (location.hash = '#m-300'));
	const flashed = hers.locator('#m-300[data-flash]');
	expect(await flashed.evaluate((line) => getComputedStyle(line).animationName), 'without motion').toBe('none');

	await hers.evaluate(() => (location.hash = '#m-5000'));
	await hers.getByRole('alert').filter({ hasText: 'That message is not here.' }).waitFor();
	await isAt(300);
});

test('P21: what is new begins with a line at one third of the height, until Escape', async ({ open }) => {
	const { hers, place, grace } = await unreadOf(30, open);
	await visit(hers, place.channel);
	await eventually(async () => Math.abs((await heightOf(hers, '#m-61')) - 1 / 3)).toBeLessThan(0.02);
	expect(await separator(hers).textContent()).toMatch(/^New since \d\d:\d\d$/);
	expect(await separator(hers).evaluate((line) => line.nextElementSibling!.id)).toBe('m-61');
	await write(hers, 'I was away');
	await isSent(hers, 'I was away');
	await eventually(() => fromEnd(hers)).toBe(0);
	await say(grace, place, 'Seen at once');
	await line(hers, 'Seen at once').waitFor();
	expect(await separator(hers).evaluate((line) => line.nextElementSibling!.id), 'it stays').toBe('m-61');
	await hers.keyboard.press('Escape');
	await separator(hers).waitFor({ state: 'detached' });
});

test('without scripts it is drawn by the server, and nothing of one’s own brings it', async ({ open }) => {
	const { ada, place } = await unreadOf(2, open);
	const page = await (await ada.open(place.channel)).text();
	expect(page.match(/role="separator"/g)).toHaveLength(1);
	await say(ada, place, 'Read by answering');
	expect(await (await ada.open(place.channel)).text()).not.toContain('role="separator"');
	const hers = await open(ada);
	await visit(hers, place.channel);
	await write(hers, 'More of mine');
	await isSent(hers, 'More of mine');
	expect(await separator(hers).count()).toBe(0);
});

test('what is new further up than what is loaded is told by a pill, which leads there or puts it aside', async ({
	open
}) => {
	const { ada, place } = await pastOf(300);
	const hers = await open(ada);
	await visit(hers, place.channel);
	await button(hers, /^300 new since /).click();
	await separator(hers).waitFor();
	await button(hers, 'Mark as read').waitFor({ state: 'detached' });
	await button(hers, 'Jump to latest').click();
	await eventually(() => fromEnd(hers)).toBe(0);

	const theirs = await open((await pastOf(300)).grace);
	const there = await twoPeople();
	await writePast(there.place, 300);
	const marked = theirs.waitForRequest((request) => request.url().endsWith('?/read'));
	await visit(theirs, `${there.place.channel}?around=150#m-150`);
	await button(theirs, 'Mark as read').click();
	expect((await marked).postData()).toBe('seq=300');
	await button(theirs, 'Mark as read').waitFor({ state: 'detached' });
	expect(await heightOf(theirs, '#m-150'), 'the view stays').toBeCloseTo(1 / 3, 1);
});

test('lines that come while nobody looks get the line, too', async ({ open }) => {
	const { hers, grace, place } = await unreadOf(0, open);
	await visit(hers, place.channel);
	const look = (state: string) =>
		hers.evaluate((state) => {
			Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		}, state);
	await look('hidden');
	await say(grace, place, 'While you were away');
	await line(hers, 'While you were away').waitFor();
	await separator(hers).waitFor();
	await look('visible');
	await hers.waitForResponse((answer) => answer.url().endsWith('?/read'));

	await log(hers).hover();
	await hers.mouse.wheel(0, -800);
	await eventually(() => fromEnd(hers)).toBeGreaterThan(500);
	await say(grace, place, 'While you read further up');
	await button(hers, '1 new message').click();
	await eventually(() => separator(hers).evaluate((line) => line.nextElementSibling!.textContent)).toContain(
		'While you read further up'
	);
});

test('P38: a screen reader is told each new message of others once, and nothing that was there before', async ({
	open
}) => {
	const { ada, grace, place } = await pastOf(600);
	const hers = await open(ada);
	await visit(hers, place.channel);
	const said = await listenToLog(hers);
	const seq = await say(grace, place, 'Hear this');
	await line(hers, 'Hear this').waitFor();
	await write(hers, 'My own words');
	await isSent(hers, 'My own words');
	await grace.submit(`${place.channel}?/edit`, { seq: String(seq - 0), body: 'Hear this, corrected' });
	await line(hers, 'corrected').waitFor();
	const once = (await said()).filter((words) => words.includes('Hear this'));
	expect(once.filter((words) => !words.includes('corrected'))).toHaveLength(1);
	expect((await said()).join()).not.toContain('My own words');

	const before = (await said()).length;
	await log(hers).hover();
	await eventually(async () => {
		await hers.mouse.wheel(0, -1000);
		return (await edges(hers))[0];
	}).toBeLessThan(500);
	await hers.evaluate(() => (location.hash = '#m-100'));
	await hers.locator('#m-100').waitFor();
	await button(hers, 'Jump to latest').click();
	await line(hers, 'corrected').waitFor();
	expect((await said()).slice(before)).toEqual([]);

	for (let index = 0; index < 8; index++) await say(grace, place, `Burst ${index}`);
	await hers.getByRole('status').filter({ hasText: '8 new messages' }).waitFor({ state: 'attached' });
	expect((await said()).slice(before).filter((words) => /Burst [5-7]/.test(words))).toEqual([]);
});

test('one key moves by message, Tab goes through one of them, and a letter goes elsewhere', async ({ open }) => {
	const { ada, place } = await pastOf(200);
	const hers = await open(ada);
	await visit(hers, place.channel);
	await composer(hers).focus();
	await write(hers, 'Mine to change');
	await isSent(hers, 'Mine to change');
	const focused = () =>
		hers.evaluate(() => document.activeElement!.closest('article')?.id ?? document.activeElement!.localName);
	await hers.keyboard.press('F6');
	await hers.keyboard.press('Shift+F6');
	await eventually(focused).toBe('textarea');
	await hers.keyboard.press('Shift+F6');
	await eventually(focused, 'F6 leads to the newest').toBe('m-201');
	await hers.keyboard.press('ArrowUp');
	await hers.keyboard.press('ArrowUp');
	await eventually(focused).toBe('m-199');
	const [oldest] = await edges(hers);
	await hers.keyboard.press('Home');
	await eventually(focused).toBe(`m-${oldest}`);
	await hers.keyboard.press('End');
	await eventually(focused).toBe('m-201');
	await hers.keyboard.press('ArrowUp');
	await eventually(focused).toBe('m-200');
	const stops: string[] = [];
	for (let presses = 0; presses < 16 && stops.at(-1) !== 'textarea'; presses++) {
		await hers.keyboard.press('Tab');
		stops.push(await focused());
	}
	expect([...new Set(stops)].join(), 'Tab stays in one message and then leaves the log').toMatch(
		/^(m-200,)?((button|summary|a|input),)*textarea$/
	);
	for (let presses = 0; presses < 16 && (await focused()) !== 'm-200'; presses++)
		await hers.keyboard.press('Shift+Tab');
	expect(await focused(), 'the last one that had it').toBe('m-200');
	await hers.keyboard.press('ArrowDown');
	await hers.keyboard.press('e');
	await eventually(() => hers.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toBe('Edit message');
	await hers.keyboard.type('!');
	await hers.keyboard.press('Enter');
	await line(hers, 'Mine to change!').waitFor();
});

test('Alt and arrows lead to the next channel, and back to where one was reading', async ({ open }) => {
	const { ada, grace, place } = await pastOf(400);
	const name = unique('second-').toLowerCase();
	const made = await fillIn(ada, `${place.path}/channels/new`, '?/createChannel', { name });
	expect(made.status).toBe(303);
	const hers = await open(ada);
	await visit(hers, place.channel);
	await log(hers).hover();
	await eventually(async () => {
		await hers.mouse.wheel(0, -1000);
		return fromEnd(hers);
	}).toBeGreaterThan(4000);
	await eventually(async () => {
		const was = await fromEnd(hers);
		await hers.waitForTimeout(100);
		return was === (await fromEnd(hers));
	}).toBe(true);
	const held = await log(hers).evaluate((box) => {
		const { top } = box.getBoundingClientRect();
		const line = [...box.querySelectorAll('[id^=m-]')].find((one) => one.getBoundingClientRect().bottom > top + 200)!;
		return { id: line.id, top: line.getBoundingClientRect().top };
	});
	await hers.keyboard.press('Alt+ArrowDown');
	await hers.getByRole('textbox', { name: `Message #${name}` }).waitFor();
	await eventually(() => hers.evaluate(() => document.activeElement!.localName)).toBe('textarea');
	await say(grace, place, 'Meanwhile');
	await hers.getByRole('link', { name: /^general.*unread/ }).waitFor();
	await hers.keyboard.press('Alt+Shift+ArrowUp');
	await hers.getByRole('textbox', { name: 'Message #general' }).waitFor();
	await button(hers, '1 new message').waitFor();
	const top = await hers.locator(`#${held.id}`).evaluate((line) => line.getBoundingClientRect().top);
	expect(Math.abs(top - held.top)).toBeLessThanOrEqual(1);
	await isAlive(hers);
	expect(await lines(hers).count()).toBeLessThanOrEqual(240);
});
