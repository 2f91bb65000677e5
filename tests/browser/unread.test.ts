import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { fourLooks, isForEverybody } from './axe';
import { isSent, log, write } from './channel';
import { eventually, hold, nextFrame, remember, test, visit } from './browser';

const channels = (page: Page) => page.getByRole('navigation', { name: 'Channels' });
const rail = (page: Page) => page.getByRole('navigation', { name: 'Servers' });
/** What the link of a channel says of itself. */
const said = (page: Page, name: string) =>
	channels(page).locator('a.channel').filter({ hasText: name }).first().getAttribute('aria-label');
const badge = (page: Page, name: string) => channels(page).getByRole('link', { name }).locator('.badge');
const bell = (page: Page) => page.getByRole('button', { name: 'Mute this channel' });
const wideLooks = fourLooks.filter(({ width }) => width > 1000);
const titleOf = (page: Page) => page.title();

/** Another channel of the server, open to everybody. */
async function anotherChannel(owner: Person, place: Place, name: string): Promise<Place> {
	const form = await (await owner.open(`${place.path}/channels/new`)).text();
	const [, categoryId = ''] = /<option value="(\d+)"/.exec(form) ?? [];
	const made = await owner.submit(`${place.path}/channels/new?/createChannel`, {
		name,
		topic: '',
		kind: 'text',
		categoryId
	});
	const channel = made.headers.get('location') ?? '';
	const [, channelId = ''] = /\/channels\/(\d+)$/.exec(channel) ?? [];
	if (!channelId) throw new Error(`#${name} could not be made: ${made.status}`);
	return { ...place, channel, channelId };
}

/** The handle somebody is called by. */
async function handleOf(person: Person): Promise<string> {
	const page = await (await person.open('/settings')).text();
	return /@([\w.]+)/.exec(page)?.[1] ?? '';
}

/** Ada and Grace, who are in one server, where there are two channels. Nobody else calls them. */
async function world() {
	const [ada, grace] = await Promise.all([newPerson('Ada Lovelace'), newPerson('Grace Hopper')]);
	const place = await newServer(ada, unique('Observatory '));
	await join(grace, place);
	const tower = await anotherChannel(ada, place, unique('tower'));
	const name = /<h1[^>]*>.*?<bdi>([^<]+)/s.exec(await (await ada.open(tower.channel)).text())![1]!;
	return { ada, grace, place, tower, name, handle: await handleOf(grace) };
}

test('P5 P23: what is read in one window is read in the other; badge, words and tab title tell who is wanted', async ({
	open
}) => {
	const { ada, grace, place, tower, name, handle } = await world();
	const [here, there] = [await open(grace), await open(grace)];
	await Promise.all([visit(here, place.channel), visit(there, place.channel)]);
	const isSame = await remember(there);
	const plain = await titleOf(here);
	await say(ada, tower, 'First light');
	for (const page of [here, there]) {
		await eventually(() => said(page, name)).toBe(`${name}, 1 unread`);
		await eventually(() => titleOf(page)).toBe(`• ${plain}`);
	}
	await say(ada, tower, `Come up, @${handle}`);
	for (const page of [here, there]) {
		await eventually(() => said(page, name)).toBe(`${name}, 1 mention, 2 unread`);
		expect(await badge(page, name).innerText()).toBe('1');
		await eventually(() => titleOf(page)).toBe(`(1) ${plain}`);
		await rail(page)
			.getByRole('link', { name: /, 1 mention$/ })
			.waitFor();
	}
	await channels(here).getByRole('link', { name }).click();
	await isSent(here, 'First light');
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(null);
	await eventually(() => titleOf(there)).toBe(plain);
	expect(await isSame(), 'without a reload').toBe(true);
	await there.reload();
	await eventually(() => said(there, name)).toBe(null);
});

test('what was made unread stays so in every window, until the reader does something about it', async ({ open }) => {
	const { ada, grace, tower, name, place } = await world();
	for (let line = 1; line <= 30; line++) await say(ada, tower, `Line ${line}\nof\nmany`);
	const [here, there] = [await open(grace), await open(grace)];
	await Promise.all([visit(here, tower.channel), visit(there, place.channel)]);
	// It opens at the first new line; the end is where reading is.
	await log(here).hover();
	await here.mouse.wheel(0, 4000);
	await eventually(() => said(there, name), 'read by looking at it').toBe(null);
	await grace.submit(`${tower.channel}?/unread`, { seq: '29' });
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(`${name}, 2 unread`);
	await say(ada, tower, 'One more');
	await isSent(here, 'One more');
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(`${name}, 3 unread`);
	// Longer than looking takes to be reading.
	await here.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000)));
	expect(await said(here, name), 'it stands open at its end, and nobody did anything').toBe(`${name}, 3 unread`);
	await log(here).hover();
	await here.mouse.wheel(0, -600);
	await nextFrame(here);
	await here.mouse.wheel(0, 2000);
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(null);

	await grace.submit(`${tower.channel}?/unread`, { seq: '30' });
	await eventually(() => said(here, name)).toBe(`${name}, 2 unread`);
	await write(here, 'An answer');
	for (const page of [here, there]) await eventually(() => said(page, name), 'who answers has read').toBe(null);
});

test('a muted channel keeps quiet, but who calls there is heard; by the bell, by the menu, in both windows', async ({
	open
}) => {
	const { ada, grace, place, tower, name, handle } = await world();
	const [here, there] = [await open(grace), await open(grace, { expected: /ERR_FAILED|Failed to load/ })];
	await Promise.all([visit(here, tower.channel), visit(there, place.channel)]);
	expect(await bell(here).getAttribute('aria-pressed')).toBe('false');
	await bell(here).click();
	await eventually(() => bell(here).getAttribute('aria-pressed')).toBe('true');
	await eventually(() => said(there, name)).toBe(`${name}, muted`);
	await channels(here).getByRole('link', { name: 'general' }).click();
	await here.waitForURL(new RegExp(`${place.channelId}$`));
	const plain = await titleOf(there);
	await say(ada, tower, 'Nothing to see');
	await say(ada, place, 'Look here');
	await isSent(there, 'Look here');
	await eventually(() => titleOf(there), 'only what is read here was new').toBe(plain);
	expect(await said(there, name)).toBe(`${name}, muted`);
	await say(ada, tower, `But you, @${handle}`);
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(`${name}, muted, 1 mention`);
	await eventually(() => titleOf(there)).toBe(`(1) ${plain}`);

	await channels(there).getByRole('link', { name }).click({ button: 'right' });
	const menu = there.getByRole('group', { name });
	await menu.getByRole('button', { name: 'Mark as read' }).waitFor();
	await isForEverybody(there, wideLooks);
	await menu.getByRole('button', { name: 'Mark as read' }).click();
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(`${name}, muted`);
	await channels(there).getByRole('link', { name }).click({ button: 'right' });
	await there.getByRole('group', { name }).getByRole('button', { name: 'Unmute' }).click();
	for (const page of [here, there]) await eventually(() => said(page, name)).toBe(null);

	await there.route(/\?\/mute$/, (route) => route.abort());
	await channels(there).getByRole('link', { name }).click({ button: 'right' });
	await there.getByRole('group', { name }).getByRole('button', { name: 'Mute' }).click();
	await there.getByText(`#${name} could not be muted`).waitFor();
	await eventually(() => said(there, name), 'taken back').toBe(null);
});

test('a whole server is read by its menu, before the server answers, and by the menu of its tile', async ({ open }) => {
	const { ada, grace, place, tower, name } = await world();
	const elsewhere = await newServer(grace);
	const page = await open(grace);
	await visit(page, elsewhere.channel);
	const tile = rail(page)
		.getByRole('link', { name: /^Observatory/ })
		.first();
	await say(ada, tower, 'One');
	const unread = rail(page).getByRole('link', { name: /, unread$/ });
	await unread.click({ button: 'right' });
	await page.getByRole('button', { name: 'Mark as read' }).click();
	await eventually(() => unread.count()).toBe(0);
	expect(await tile.count()).toBe(1);

	await page.goto(`${place.channel}`);
	await say(ada, tower, 'Two');
	await eventually(() => said(page, name)).toBe(`${name}, 1 unread`);
	const go = await hold(page, /\?\/read$/);
	await page.locator('.server-menu').click();
	await page.getByRole('button', { name: 'Mark as read' }).click();
	await nextFrame(page);
	expect(await said(page, name), 'while it is on its way').toBe(null);
	const done = page.waitForResponse(/\?\/read$/);
	go();
	await done;
	await page.reload();
	expect(await said(page, name)).toBe(null);
});

test('T4: nothing is left of the marks of a channel that one does not see any more', async ({ open }) => {
	const { ada, grace, place, tower, name, handle } = await world();
	const page = await open(grace);
	await visit(page, place.channel);
	await say(ada, tower, `Secret, @${handle}`);
	const plain = (await titleOf(page)).replace(/^\(\d\) /, '');
	await eventually(() => titleOf(page)).toBe(`(1) ${plain}`);
	const form = await (await ada.open(`${tower.channel}/edit`)).text();
	const [, categoryId = ''] = /<option value="(\d+)"/.exec(form) ?? [];
	await ada.submit(`${tower.channel}/edit?/editChannel`, { name, topic: '', categoryId, isPrivate: 'on' });
	await eventually(() => titleOf(page)).toBe(plain);
	await rail(page)
		.getByRole('link', { name: /mention|unread/ })
		.waitFor({ state: 'detached' });
	await page.reload();
	expect(await titleOf(page)).toBe(plain);
});

test('without scripts: muting, marking unread and reading a server are plain forms', async ({ open }) => {
	const { ada, grace, place, tower, name, handle } = await world();
	const page = await open(grace, { javaScriptEnabled: false });
	await say(ada, tower, `Come up, @${handle}`);
	await page.goto(place.channel);
	expect(await said(page, name)).toBe(`${name}, 1 mention, 1 unread`);
	expect(await titleOf(page)).toMatch(/^\(1\) #/);
	await page.locator('.server-menu').click();
	await page.getByRole('button', { name: 'Mark as read' }).click();
	expect(await said(page, name)).toBe(null);
	await bell(page).click();
	expect(await bell(page).getAttribute('aria-pressed')).toBe('true');
	await bell(page).click();
	expect(await bell(page).getAttribute('aria-pressed')).toBe('false');
	expect((await grace.submit(`${tower.channel}?/unread`, { seq: '1' })).status).toBe(303);
	await page.reload();
	expect(await said(page, name)).toBe(`${name}, 1 mention, 1 unread`);
});
