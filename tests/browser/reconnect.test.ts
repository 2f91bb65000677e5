import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { say } from '../person';
import { eventually, isLive, test, visit } from './browser';
import { band, line, lines, twoPeople, words, write } from './channel';
import { lineWithSwitch } from './line-with-switch';

/** How many questions for news the page asked since. */
function countPolls(page: Page): () => number {
	let polls = 0;
	page.on('request', (request) => void (request.url().includes('/api/sync') && (polls += 1)));
	return () => polls;
}

test('P34: without its socket the page says so, asks every second, and is live again by itself', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada);
	const wire = await lineWithSwitch(hers);
	await visit(hers, place.channel);
	await say(grace, place, 'Before');
	await line(hers, 'Before').waitFor();

	const polls = countPolls(hers);
	const cutAt = performance.now();
	await wire.cut();
	await band(hers).waitFor();
	expect(performance.now() - cutAt, 'milliseconds until the band').toBeLessThan(3000);
	await hers.locator('[data-connection=waiting]').waitFor();
	await say(grace, place, 'During, one');
	await line(hers, 'During, one').waitFor();
	await write(hers, 'During, mine');
	const seq = await say(grace, place, 'During, two');
	await line(hers, 'During, two').waitFor();
	await grace.submit(`${place.channel}?/edit`, { seq: String(seq), body: 'During, three' });
	const all = ['Before', 'During, one', 'During, mine', 'During, three(edited)'];
	await eventually(() => words(hers)).toEqual(all);
	expect(polls()).toBeGreaterThan(1);

	wire.mend();
	await isLive(hers);
	await band(hers).waitFor({ state: 'detached' });
	const pollsWhenLive = polls();
	await say(grace, place, 'After');
	await line(hers, 'After').waitFor();
	await write(hers, 'After, mine');
	await eventually(() => words(hers), 'nothing lost, nothing doubled').toEqual([...all, 'After', 'After, mine']);
	expect(polls() - pollsWhenLive, 'questions while live: one to catch up at most').toBeLessThanOrEqual(1);
});

test('what was missed while the socket was away is made up for when it is back', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada, { expected: /net::ERR_FAILED/ });
	const wire = await lineWithSwitch(hers);
	await visit(hers, place.channel);
	// Neither socket nor polling: all of it has to come by what the page asks when it is live again.
	await hers.route('**/api/sync*', (route) => route.abort());
	await wire.cut();
	await hers.locator('[data-connection=waiting]').waitFor({ state: 'attached' });
	const said = Array.from({ length: 12 }, (_, number) => `Missed ${number + 1}`);
	for (const text of said) await say(grace, place, text);
	expect(await lines(hers).count()).toBe(0);
	await hers.unroute('**/api/sync*');
	wire.mend();
	await isLive(hers);
	await eventually(() => words(hers)).toEqual(said);
});

test('a short hiccup is not worth a word', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada);
	const wire = await lineWithSwitch(hers);
	await visit(hers, place.channel);
	await hers.evaluate(() => {
		new MutationObserver(() => {
			if (document.body.innerText.includes('Reconnecting')) document.body.dataset.worried = '';
		}).observe(document.body, { subtree: true, childList: true });
	});
	await wire.cut();
	wire.mend();
	await hers.locator('[data-connection=waiting]').waitFor({ state: 'attached' });
	await isLive(hers);
	await say(grace, place, 'Still here');
	await line(hers, 'Still here').waitFor();
	expect(await hers.evaluate(() => document.body.dataset.worried)).toBe(undefined);
});

test('offline, messages wait and go out in order once the network is back', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada, { expected: /net::ERR_INTERNET_DISCONNECTED/ }), await open(grace)];
	const wire = await lineWithSwitch(hers);
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	await hers.context().setOffline(true);
	await wire.cut();
	await write(hers, 'Written under ground, one');
	await write(hers, 'Written under ground, two');
	await hers.getByRole('status').filter({ hasText: 'Messages wait on this device' }).waitFor();
	await say(grace, place, 'Meanwhile above');
	await hers.context().setOffline(false);
	wire.mend();
	await isLive(hers);
	const all = ['Meanwhile above', 'Written under ground, one', 'Written under ground, two'];
	for (const page of [hers, theirs]) await eventually(() => words(page)).toEqual(all);
	await eventually(() => hers.getByRole('article', { name: 'being sent' }).count()).toBe(0);
});
