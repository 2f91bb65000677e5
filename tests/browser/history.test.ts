import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { say } from '../person';
import { eventually, hold, isAlive, test, visit } from './browser';
import { line, lines, log, twoPeople, write } from './channel';
import { lineOfPast, writePast } from './past';

const COUNT = 300;
const batches = '**/api/channels/*/messages?*';

async function longChannel() {
	const there = await twoPeople();
	await writePast(there.place, COUNT);
	return there;
}

/** How far the view is from its end, in pixels. */
const fromEnd = (page: Page) => log(page).evaluate((box) => Math.abs(Math.round(box.scrollTop)));
const scrollTo = (page: Page, top: number) => log(page).evaluate((box, top) => box.scrollTo({ top }), top);
const isInView = (page: Page, seq: number) =>
	log(page).evaluate((box, seq) => {
		const [view, line] = [box.getBoundingClientRect(), document.getElementById(`m-${seq}`)?.getBoundingClientRect()];
		return !!line && line.top >= view.top && line.bottom <= view.bottom;
	}, seq);
const loadedLines = (page: Page) =>
	lines(page).evaluateAll((found) => found.map((line) => Number(line.id.replace('m-', ''))));

/** Holds on to the line in the middle of the view; answers how far it has strayed at most since, frame by frame. */
async function holdOn(page: Page): Promise<() => Promise<number>> {
	await log(page).evaluate((box) => {
		const view = box.getBoundingClientRect();
		const middle = view.top + view.height / 2;
		const held = [...box.querySelectorAll('article')].find((line) => line.getBoundingClientRect().bottom > middle)!;
		const began = held.getBoundingClientRect().top;
		let most = 0;
		const look = () => {
			most = Math.max(most, Math.abs(held.getBoundingClientRect().top - began));
			box.dataset.strayed = String(held.isConnected ? most : Infinity);
			requestAnimationFrame(look);
		};
		look();
	});
	return () => log(page).evaluate((box) => Number(box.dataset.strayed));
}

test('a long channel opens at its end, and each earlier batch leaves the view where it was', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	const answer = await hers.goto(place.channel);
	expect(answer!.ok()).toBe(true);
	await line(hers, lineOfPast(COUNT)).waitFor();
	expect(await isInView(hers, COUNT), 'the newest line').toBe(true);
	expect(await fromEnd(hers)).toBe(0);
	await isAlive(hers);

	const go = await hold(hers, batches);
	const asked = hers.waitForRequest(batches);
	await log(hers).evaluate((box) => box.scrollBy({ top: -1.5 * box.clientHeight }));
	await asked;
	const oldest = (await loadedLines(hers))[0]!;
	const strayed = await holdOn(hers);
	go();
	await eventually(async () => (await loadedLines(hers))[0]).toBeLessThanOrEqual(oldest - 10);
	expect(await strayed(), 'pixels the held line has moved').toBeLessThanOrEqual(1);
});

test('at the very edge of what is loaded the view holds still, too', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	const go = await hold(hers, batches);
	await visit(hers, place.channel);
	const asked = hers.waitForRequest(batches);
	await scrollTo(hers, -100_000);
	await asked;
	const oldest = (await loadedLines(hers))[0]!;
	const strayed = await holdOn(hers);
	go();
	await eventually(async () => (await loadedLines(hers))[0]).toBeLessThanOrEqual(oldest - 20);
	expect(await strayed(), 'pixels the held line has moved').toBeLessThanOrEqual(1);
});

test('the wheel leads to the very start, where the channel begins, with every line once', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await log(hers).hover();
	const seen = new Set<number>();
	await eventually(async () => {
		await hers.mouse.wheel(0, -1500);
		const loaded = await loadedLines(hers);
		expect(loaded, 'without a hole').toEqual(Array.from(loaded, (_, index) => loaded[0]! + index));
		for (const seq of loaded) seen.add(seq);
		return isInView(hers, 1);
	}).toBe(true);
	await hers.getByText('This is the very start of the channel.').waitFor();
	expect([seen.size, (await loadedLines(hers)).length]).toEqual([COUNT, 240]);
});

test('someone who reads further up keeps the place; a pill tells what came and leads there', async ({ open }) => {
	const { ada, grace, place } = await longChannel();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await log(hers).hover();
	await hers.mouse.wheel(0, -1200);
	await eventually(() => fromEnd(hers)).toBeGreaterThanOrEqual(1200);
	const strayed = await holdOn(hers);
	await say(grace, place, 'First news');
	await hers.getByRole('button', { name: '1 new message', exact: true }).waitFor();
	await say(grace, place, 'Second news');
	const pill = hers.getByRole('button', { name: '2 new messages' });
	await pill.waitFor();
	expect(await strayed(), 'pixels the held line has moved').toBeLessThanOrEqual(1);
	await pill.click();
	await eventually(() => fromEnd(hers)).toBe(0);
	await eventually(() => isInView(hers, COUNT + 2)).toBe(true);
	await pill.waitFor({ state: 'detached' });

	await say(grace, place, 'Third news');
	await line(hers, 'Third news').waitFor();
	expect(await fromEnd(hers), 'at the end, the log follows').toBe(0);
	expect(await hers.getByRole('button', { name: /new message/ }).count()).toBe(0);
});

test('the link to one line opens around it, and goes on in both directions', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	await visit(hers, `${place.channel}?around=150#m-150`);
	await eventually(() => isInView(hers, 150)).toBe(true);
	const loaded = await loadedLines(hers);
	expect([loaded[0]! < 150, loaded.at(-1)! < COUNT], 'a part of the middle').toEqual([true, true]);

	await log(hers).hover();
	await eventually(async () => {
		await hers.mouse.wheel(0, 1500);
		return isInView(hers, COUNT);
	}).toBe(true);
	await write(hers, 'And now');
	await line(hers, 'And now').waitFor();
	await eventually(() => hers.getByRole('article', { name: 'being sent' }).count()).toBe(0);
	const all = await loadedLines(hers);
	expect(all, 'without a hole').toEqual(Array.from(all, (_, index) => all[0]! + index));
});

test('later batches leave the view where it was, also at the very edge', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	const go = await hold(hers, batches);
	await visit(hers, `${place.channel}?around=150#m-150`);
	await scrollTo(hers, 0);
	const newest = (await loadedLines(hers)).at(-1)!;
	const strayed = await holdOn(hers);
	go();
	await eventually(async () => (await loadedLines(hers)).at(-1)).toBeGreaterThanOrEqual(newest + 10);
	expect(await strayed(), 'pixels the held line has moved').toBeLessThanOrEqual(1);
});

test('writing while reading the middle of history leads to the end, where it is', async ({ open }) => {
	const { ada, place } = await longChannel();
	const hers = await open(ada);
	await visit(hers, `${place.channel}?around=100#m-100`);
	await eventually(() => isInView(hers, 100)).toBe(true);
	await write(hers, 'Back to the present');
	await line(hers, 'Back to the present').waitFor();
	await eventually(() => isInView(hers, COUNT + 1)).toBe(true);
	expect(await fromEnd(hers)).toBe(0);
	expect(await line(hers, 'Back to the present').count()).toBe(1);
});
