import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { say } from '../person';
import { eventually, hold, isAlive, isLive, test, visit, type Open } from './browser';
import { composer, line, lines, twoPeople, watchForDoubles, words, write } from './channel';

const sending = /\?\/send$/;
const lost = { expected: /net::ERR_FAILED/ };

/** Both people in front of the channel; Ada's requests are those that get into trouble. */
async function bothThere(open: Open, wishes = {}) {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada, wishes), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	return { hers, theirs, place, grace };
}

/** The server gets it, and its answer gets lost. */
const loseAnswer = async (route: Route) => {
	await route.fetch();
	await route.abort();
};

async function bothShow(pages: Page[], expected: string[]): Promise<void> {
	for (const page of pages) {
		await eventually(() => words(page)).toEqual(expected);
		expect(await lines(page).filter({ hasText: 'being sent' }).count()).toBe(0);
	}
}

test('an impatient hand sends nothing twice', async ({ open }) => {
	const { hers, theirs } = await bothThere(open);
	await composer(hers).fill('Double click');
	await hers.getByRole('button', { name: 'Send' }).dblclick();
	await composer(hers).fill('Many Enters');
	for (let press = 0; press < 5; press++) await hers.keyboard.press('Enter');
	await write(hers, 'The end');
	await line(theirs, 'The end').waitFor();
	await bothShow([hers, theirs], ['Double click', 'Many Enters', 'The end']);
});

test('going back, forward and reloading posts nothing again', async ({ open }) => {
	const { hers, theirs } = await bothThere(open);
	await write(hers, 'Only once');
	await line(theirs, 'Only once').waitFor();
	await hers.getByRole('link', { name: 'Settings' }).click();
	await hers.getByRole('heading', { name: 'Profile' }).waitFor();
	await hers.goBack();
	await line(hers, 'Only once').waitFor();
	await hers.goForward();
	await hers.getByRole('heading', { name: 'Profile' }).waitFor();
	await hers.goBack();
	await bothShow([hers, theirs], ['Only once']);
	await hers.reload();
	await isLive(hers);
	await write(hers, 'And on');
	await bothShow([hers, theirs], ['Only once', 'And on']);
});

test('a reload before the answer came leaves one message', async ({ open }) => {
	const { hers, theirs } = await bothThere(open, lost);
	await hers.route(sending, async (route) => void (await route.fetch()));
	await write(hers, 'Posted, then F5');
	await line(theirs, 'Posted, then F5').waitFor();
	await hers.unroute(sending);
	await hers.reload();
	await isAlive(hers);
	await bothShow([hers, theirs], ['Posted, then F5']);
});

test('many fast messages of both keep their order on both screens', async ({ open }) => {
	const { hers, theirs } = await bothThere(open);
	const count = 15;
	const chatter = async (page: Page, name: string) => {
		for (let number = 1; number <= count; number++) await write(page, `${name} ${number}`);
	};
	await Promise.all([chatter(hers, 'Ada'), chatter(theirs, 'Grace')]);
	for (const page of [hers, theirs]) await eventually(() => lines(page).count()).toBe(2 * count);
	await eventually(() => hers.getByRole('article', { name: 'being sent' }).count()).toBe(0);
	const seen = await words(hers);
	expect(await words(theirs)).toEqual(seen);
	for (const name of ['Ada', 'Grace'])
		expect(seen.filter((text) => text.startsWith(name))).toEqual(
			Array.from({ length: count }, (_, n) => `${name} ${n + 1}`)
		);
});

test('a message whose answer is lost is there once, and never looks doubled', async ({ open }) => {
	const { hers, theirs } = await bothThere(open, lost);
	const most = await watchForDoubles(hers, 'Did you get this?');
	await hers.route(sending, loseAnswer, { times: 1 });
	await write(hers, 'Did you get this?');
	await line(theirs, 'Did you get this?').waitFor();
	await write(hers, 'And this?');
	await bothShow([hers, theirs], ['Did you get this?', 'And this?']);
	expect(await most()).toBe(1);
});

test('also without a socket a lost answer is made up for, by asking or by trying again', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada, lost), await open(grace)];
	await hers.routeWebSocket(/\/realtime$/, (socket) => socket.close());
	await Promise.all([hers.goto(place.channel), visit(theirs, place.channel)]);
	await isAlive(hers);
	const most = await watchForDoubles(hers, 'Did you get this?');
	await hers.route(sending, loseAnswer, { times: 1 });
	await write(hers, 'Did you get this?');
	await write(hers, 'And this?');
	await bothShow([hers, theirs], ['Did you get this?', 'And this?']);
	await eventually(() => hers.getByRole('article', { name: 'being sent' }).count()).toBe(0);
	expect(await most()).toBe(1);
});

test('what is under way shows at once, and says so when it takes long', async ({ open }) => {
	const { hers, theirs } = await bothThere(open);
	const go = await hold(hers, sending);
	await write(hers, 'Slow mail');
	const pending = hers.getByRole('article', { name: 'Ada Lovelace, being sent' });
	await pending.getByText('Slow mail').waitFor();
	await pending.getByText('Sending…').waitFor();
	expect(await composer(hers).inputValue()).toBe('');
	go();
	await line(theirs, 'Slow mail').waitFor();
	await pending.waitFor({ state: 'detached' });
	await bothShow([hers, theirs], ['Slow mail']);
});

test('a message that cannot be sent says so, keeps its words, and can be tried again', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada, lost), await open(grace)];
	await hers.clock.install();
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	await hers.route(sending, (route) => route.abort());
	await write(hers, 'Into the void');
	await composer(hers).fill('Half a thought');
	const problem = lines(hers).getByRole('alert').filter({ hasText: 'Not sent' });
	// Nobody waits here for the pauses between the tries.
	await eventually(async () => {
		await hers.clock.runFor(1000);
		return problem.count();
	}).toBe(1);
	expect(await words(hers)).toEqual(['Into the void']);
	expect(await composer(hers).inputValue(), 'what is being typed').toBe('Half a thought');

	await say(grace, place, 'Ada? Still there?');
	await line(hers, 'Ada? Still there?').waitFor();
	await hers.unroute(sending);
	await problem.getByRole('button', { name: 'Try again' }).click();
	await problem.waitFor({ state: 'detached' });
	await bothShow([hers, theirs], ['Ada? Still there?', 'Into the void']);
	expect(await composer(hers).inputValue(), 'what is being typed').toBe('Half a thought');
});

test('words the server refuses come back to be mended or thrown away', async ({ open }) => {
	const { hers, theirs } = await bothThere(open, { expected: /status of 403/ });
	await hers.route(sending, (route) =>
		route.fulfill({ status: 403, json: { type: 'error', status: 403, error: { message: 'You may not write here.' } } })
	);
	await write(hers, 'Not allowed');
	await hers.getByText('Not sent. You may not write here.').waitFor();
	await lines(hers).getByRole('button', { name: 'Delete' }).click();
	await eventually(() => lines(hers).count()).toBe(0);
	await hers.unroute(sending);
	await write(hers, 'Allowed');
	await line(theirs, 'Allowed').waitFor();
	await bothShow([hers, theirs], ['Allowed']);
});

test('what could not be sent is still there after a reload, and is sent again by itself or by hand', async ({
	open
}) => {
	const { hers, theirs, place } = await bothThere(open, lost);
	await hers.route(sending, (route) => route.abort());
	await write(hers, 'On its way, one');
	await write(hers, 'On its way, two');
	await line(hers, 'On its way, two').waitFor();
	await hers.reload();
	await isLive(hers);
	await eventually(() => words(hers)).toEqual(['On its way, one', 'On its way, two']);
	await hers.unroute(sending);
	await bothShow([hers, theirs], ['On its way, one', 'On its way, two']);

	// Refused for good: it waits for a decision, also over a reload.
	const refusal = { type: 'failure', status: 400, data: '[{"sent":1},{"errors":2},{"body":3},[4],"Not like this."]' };
	await hers.route(sending, (route) => route.fulfill({ json: refusal }));
	await write(hers, 'Refused');
	await hers.getByRole('alert').filter({ hasText: 'Not like this.' }).waitFor();
	await hers.unroute(sending);
	await hers.goto(place.channel);
	await isLive(hers);
	await hers.getByRole('alert').filter({ hasText: 'Not like this.' }).waitFor();
	await hers.getByRole('button', { name: 'Try again' }).click();
	await bothShow([hers, theirs], ['On its way, one', 'On its way, two', 'Refused']);
	await hers.reload();
	await isLive(hers);
	expect(await hers.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('outbox')))).toEqual([]);
});
