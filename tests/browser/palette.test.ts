import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson, newServer, say, unique } from '../person';
import { isForEverybody, fourLooks } from './axe';
import { eventually, hold, remember, test, visit } from './browser';
import { twoPeople } from './channel';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Jump to' });

const active = (page: Page) => palette(page).locator('[role=option][aria-selected=true]');
const group = (page: Page, name: string) => palette(page).getByRole('group', { name, exact: true });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

async function opened(page: Page): Promise<void> {
	await page.keyboard.press('Control+k');
	await palette(page).waitFor();
	await eventually(() => focused(page)).toBe('Jump to');
}

async function newChannel(owner: Awaited<ReturnType<typeof newPerson>>, path: string, name: string, isPrivate = false) {
	const html = await (await owner.open(`${path}/channels/new`)).text();
	const [, categoryId = ''] = /<option value="(\d+)"/.exec(html) ?? [];
	const fields = { kind: 'text', name, topic: '', categoryId, ...(isPrivate && { isPrivate: 'on' }) };
	const answer = await owner.submit(`${path}/channels/new?/createChannel`, fields);
	expect(answer.status, await answer.text()).toBe(303);
	return answer.headers.get('location')!;
}

test('P35: from one server to a channel of another one with the keyboard alone, and Back leads to where it began', async ({
	open
}) => {
	const { ada, place } = await twoPeople();
	const other = await newServer(ada, unique('Tea room '));
	const name = unique('kettles-');
	const kettles = await newChannel(ada, other.path, name);
	const hers = await open(ada);
	await visit(hers, place.channel);
	const isSame = await remember(hers);
	await opened(hers);
	expect(new URL(hers.url()).pathname, 'the page it stands for').toBe('/search');
	await hers.keyboard.type(name.slice(0, -2));
	await eventually(() => active(hers).innerText()).toContain(name);
	await hers.keyboard.press('Enter');
	await hers.waitForURL(`**${kettles}`);
	await palette(hers).waitFor({ state: 'detached' });
	await eventually(() => focused(hers), 'ready to write').toMatch(/^Message #/);
	await hers.goBack();
	await hers.waitForURL(`**${place.channel}`);
	await hers.getByRole('heading', { name: 'general', level: 1 }).waitFor();
	expect(await palette(hers).count()).toBe(0);
	expect(await isSame()).toBe(true);

	await opened(hers);
	await eventually(() => group(hers, 'Recent').getByRole('option').first().innerText(), 'recent ones first').toContain(
		name
	);
	await hers.keyboard.press('Escape');
	await palette(hers).waitFor({ state: 'detached' });
	expect(new URL(hers.url()).pathname).toBe(place.channel);
});

test('P35: people by the beginning of their name, conversations, and nobody else', async ({ open }) => {
	const { ada, grace } = await twoPeople();
	const stranger = await newPerson(unique('Grace but far away '));
	const hers = await open(ada);
	await visit(hers, '/direct');
	await opened(hers);
	await hers.keyboard.type(`@${grace.name.slice(0, 5)}`);
	await eventually(() => active(hers).innerText()).toContain(grace.name);
	expect(await palette(hers).getByRole('button', { name: '@ People' }).getAttribute('aria-pressed')).toBe('true');
	await expect.poll(() => palette(hers).getByText(stranger.name).count()).toBe(0);
	await hers.keyboard.press('Enter');
	await hers.waitForURL(/\/direct\/\d+$/);
	await hers.getByRole('heading', { name: grace.name, level: 1 }).waitFor();
});

test('P35: the focus goes back to where it was, and Tab goes through the filters', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	const link = hers.getByRole('link', { name: 'Jump to…' });
	await link.focus();
	await hers.keyboard.press('Enter');
	await palette(hers).waitFor();
	await hers.keyboard.type('general');
	const pressed = () => palette(hers).locator('[aria-pressed=true]').innerText();
	expect(await pressed()).toBe('Everything');
	for (const name of ['# Channels', '@ People', 'Messages', '> Actions', 'Everything']) {
		await hers.keyboard.press('Tab');
		expect(await pressed()).toBe(name);
		expect(await focused(hers)).toBe('Jump to');
	}
	await hers.keyboard.press('Shift+Tab');
	expect(await pressed()).toBe('> Actions');
	await hers.keyboard.press('Escape');
	await palette(hers).waitFor({ state: 'detached' });
	await eventually(() => hers.evaluate(() => document.activeElement?.textContent)).toContain('Jump to…');
	await opened(hers);
	await hers.keyboard.press('Control+k');
	await palette(hers).waitFor({ state: 'detached' });
});

test('P35: Shift and Enter searches all messages; messages are found in the palette, too', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const word = unique('telescopes');
	await say(ada, place, `More ${word} than stars`);
	const hers = await open(ada);
	await visit(hers, place.channel);
	await opened(hers);
	await hers.keyboard.type(word);
	await eventually(() => group(hers, 'Messages').innerText()).toContain('than stars');
	await hers.keyboard.press('Shift+Enter');
	await hers.waitForURL(`**/search?q=${word}`);
	await hers.getByRole('list', { name: 'Results' }).getByText('than stars').waitFor();
});

test('P35: an action opens its dialog, and closing that leads back to the page', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await opened(hers);
	await hers.keyboard.type('>create a server');
	await hers.keyboard.press('Enter');
	const dialog = hers.getByRole('dialog', { name: 'Create a server' });
	await dialog.waitFor();
	await hers.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	expect(new URL(hers.url()).pathname).toBe(place.channel);
	await opened(hers);
	await hers.keyboard.type('>mute');
	await eventually(() => active(hers).innerText()).toContain('Mute #general');
	await hers.keyboard.press('Enter');
	await palette(hers).waitFor({ state: 'detached' });
	await hers.getByRole('link', { name: 'general, muted' }).waitFor();
});

test('P35: who is quicker than the server goes where its answer leads', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	const go = await hold(hers, /\/api\/jump\?q=Gra/);
	await opened(hers);
	const asked = hers.waitForRequest(/\/api\/jump\?q=Gra/);
	await hers.keyboard.type('Grace');
	await hers.keyboard.press('Enter');
	await asked;
	go();
	await hers.waitForURL(/\/direct\/\d+$/);
	await hers.getByRole('heading', { name: grace.name, level: 1 }).waitFor();
});

test('P38: the palette is for everybody, on a phone a full page with a way out', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await opened(hers);
	await hers.keyboard.type('g');
	await eventually(() => group(hers, 'Channels').count()).toBe(1);
	await isForEverybody(hers, fourLooks, '[role=dialog]');
	await hers.setViewportSize({ width: 390, height: 844 });
	const box = await palette(hers).boundingBox();
	expect([box?.width, box?.height]).toEqual([390, 844]);
	await palette(hers).getByRole('button', { name: 'Cancel' }).click();
	await palette(hers).waitFor({ state: 'detached' });
});

test('P35: without scripts “Jump to” is a page that shows the same groups', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const word = unique('comets');
	const channel = await newChannel(ada, place.path, word);
	await say(ada, place, `About ${word}`);
	const hers = await open(ada, { javaScriptEnabled: false });
	await hers.goto(place.channel);
	await hers.getByRole('link', { name: 'Jump to…' }).click();
	await hers.getByRole('searchbox').fill(word);
	await hers.keyboard.press('Enter');
	const nav = hers.getByRole('navigation', { name: 'Jump to' });
	await hers.getByRole('list', { name: 'Results' }).getByText(`About`).waitFor();
	await nav.getByRole('link', { name: word }).click();
	await hers.waitForURL(`**${channel}`);
	await hers.goto(`/search?q=${encodeURIComponent(grace.name)}`);
	await nav.getByRole('link', { name: grace.name }).waitFor();
});

test('T4: a channel somebody does not see is in no palette of theirs', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const word = unique('canary');
	await newChannel(ada, place.path, word, true);
	const outsider = await newPerson('Mallory');
	for (const [who, count] of [
		[ada, 1],
		[grace, 0],
		[outsider, 0]
	] as const) {
		const { body } = await who.json<{ channels: { name: string }[] }>(`/api/jump?q=${word}`);
		expect(body.channels.length).toBe(count);
		expect(JSON.stringify((await who.json('/api/jump')).body).includes(word)).toBe(count > 0);
		expect((await (await who.open(`/search?q=${word}`)).text()).includes(`<bdi>${word}</bdi>`)).toBe(count > 0);
	}
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	await opened(theirs);
	const answered = theirs.waitForResponse(/\/api\/jump\?q=canary/);
	await theirs.keyboard.type(word);
	await answered;
	await eventually(() => active(theirs).innerText()).toContain('Search all messages');
});
