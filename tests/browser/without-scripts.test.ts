import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson, newServer, PASSWORD, unique } from '../person';
import { eventually, test } from './browser';
import { composer, line, lines, twoPeople, words } from './channel';
import { writePast } from './past';

const plain = { javaScriptEnabled: false };

/** What every page owes people without scripts: no control that only a script could make work. */
async function hasNoDeadControls(page: Page): Promise<void> {
	expect(await page.locator('.js-only').filter({ visible: true }).allInnerTexts(), page.url()).toEqual([]);
	expect(await page.locator('html[data-alive]').count(), 'a page with scripts after all').toBe(0);
}

/** Sends by the button; without scripts Enter is a new line. */
async function send(page: Page, text: string): Promise<void> {
	await composer(page).fill(text);
	await page.getByRole('button', { name: 'Send' }).click();
	await line(page, text).waitFor();
}

/** Opens the menu of one message, which stays open until it is left. */
async function openMenu(page: Page, text: string): Promise<void> {
	await line(page, text).hover();
	await line(page, text).locator('summary').click();
	await eventually(() => line(page, text).locator('details').getAttribute('open')).toBe('');
}

test('P37: from sign-up to a conversation without a script', async ({ open }) => {
	const ada = await open(null, { ...plain, expected: /status of 400/ });
	const name = unique('Observatory ');
	await ada.goto('/');
	await hasNoDeadControls(ada);
	await ada.getByRole('link', { name: 'Create an account' }).click();
	await ada.getByLabel('Display name').fill('Ada Lovelace');
	await ada.getByLabel('Email').fill(`${unique('ada')}@example.org`);
	await ada.getByLabel('Password', { exact: true }).fill('short');
	await ada.getByRole('button', { name: 'Create account' }).click();
	await ada
		.getByRole('alert')
		.filter({ hasText: /characters/ })
		.waitFor();
	expect(await ada.getByLabel('Display name').inputValue(), 'what was typed').toBe('Ada Lovelace');
	await hasNoDeadControls(ada);
	await ada.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await ada.getByRole('button', { name: 'Create account' }).click();

	await ada.getByRole('heading', { name: 'Welcome, Ada Lovelace' }).waitFor();
	await hasNoDeadControls(ada);
	await ada.getByRole('link', { name: 'Create a server' }).click();
	await hasNoDeadControls(ada);
	await ada.getByLabel('Name', { exact: true }).fill(name);
	await ada.getByRole('button', { name: 'Create server' }).click();
	await ada.getByText('It’s yours, and it’s empty.').waitFor();
	const note = ada.locator('noscript').filter({ has: ada.getByRole('link', { name: 'Refresh' }), visible: true });
	expect(await note.innerText()).toContain('JavaScript is off');
	await hasNoDeadControls(ada);

	await ada.locator('summary').filter({ hasText: name }).click();
	await ada.getByRole('link', { name: 'Members' }).first().click();
	await ada.getByRole('heading', { name: 'Members' }).waitFor();
	await hasNoDeadControls(ada);
	await ada.getByRole('link', { name: 'Close' }).click();
	await ada.getByRole('complementary', { name: 'Channels' }).getByRole('link', { name: 'Invite people' }).click();
	await ada.getByRole('button', { name: 'New link' }).click();
	const invite = await ada.getByLabel('Invite link').inputValue();
	await hasNoDeadControls(ada);
	await ada.getByRole('link', { name: '2 active invites' }).click();
	await hasNoDeadControls(ada);
	await ada
		.getByRole('button', { name: /^Revoke/ })
		.last()
		.click();
	await eventually(() => ada.getByRole('button', { name: /^Revoke/ }).count()).toBe(1);
	await ada.getByRole('link', { name: /^Link and QR code/ }).click();
	await ada.getByRole('img', { name: 'QR code of the invite link' }).waitFor();
	expect(await ada.getByLabel('Invite link').inputValue(), 'the newest is the one that is left').toBe(invite);
	await hasNoDeadControls(ada);
	await ada.getByRole('link', { name: 'Close' }).click();
	await send(ada, 'Is anybody there?');

	const grace = await open(null, plain);
	await grace.goto(invite);
	await hasNoDeadControls(grace);
	await grace.getByRole('link', { name: 'Create an account' }).click();
	await grace.getByLabel('Display name').fill('Grace Hopper');
	await grace.getByLabel('Email').fill(`${unique('grace')}@example.org`);
	await grace.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await grace.getByRole('button', { name: 'Create account' }).click();
	await grace.getByRole('button', { name: `Join ${name}` }).click();
	await line(grace, 'Is anybody there?').waitFor();
	await send(grace, 'I am');
	await grace.reload();
	expect(await words(grace), 'a reload sends nothing again').toEqual(['Is anybody there?', 'I am']);

	await ada.getByRole('link', { name: 'Refresh' }).click();
	await line(ada, 'I am').waitFor();
});

test('edit, cancel and delete are links and forms', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada, plain);
	await hers.goto(place.channel);
	await send(hers, 'A typoo');
	await send(hers, 'Said too much');

	await openMenu(hers, 'A typoo');
	await line(hers, 'A typoo').getByRole('link', { name: 'Edit' }).click();
	const editor = hers.getByRole('textbox', { name: 'Edit message' });
	await editor.fill('Never mind');
	await hasNoDeadControls(hers);
	await hers.getByRole('link', { name: 'Cancel' }).click();
	await line(hers, 'A typoo').waitFor();
	await openMenu(hers, 'A typoo');
	await line(hers, 'A typoo').getByRole('link', { name: 'Edit' }).click();
	await editor.fill('A typo');
	await hers.getByRole('button', { name: 'Save' }).click();
	await line(hers, '(edited)').waitFor();

	await openMenu(hers, 'Said too much');
	await hasNoDeadControls(hers);
	await hers.getByRole('button', { name: 'Delete message' }).click();
	await hers.getByText('This message was deleted.').waitFor();
	expect(await words(hers)).toEqual(['A typo(edited)']);
});

test('words that are refused come back', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada, { ...plain, expected: /status of 400/ });
	await hers.goto(place.channel);
	await composer(hers).fill('a'.repeat(4001));
	await hers.getByRole('button', { name: 'Send' }).click();
	await hers.getByRole('alert').filter({ hasText: 'Messages can be up to 4,000' }).waitFor();
	expect(await composer(hers).inputValue()).toBe('a'.repeat(4001));
	expect(await lines(hers).count()).toBe(0);
});

test('history is turned page by page', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await writePast(place, 120);
	const hers = await open(ada, plain);
	await hers.goto(place.channel);
	const firstAndLast = async () => {
		const shown = await words(hers);
		return [shown[0], shown.at(-1)].map((text) => Number.parseInt(text!));
	};
	expect(await firstAndLast()).toEqual([71, 120]);
	await eventually(() => hers.locator('#m-120').isVisible()).toBe(true);
	await hasNoDeadControls(hers);
	await hers.getByRole('link', { name: 'Earlier messages' }).click();
	expect(await firstAndLast()).toEqual([21, 70]);
	await hers.getByRole('link', { name: 'Earlier messages' }).click();
	expect(await firstAndLast()).toEqual([1, 20]);
	await hers.getByText('This is the very start of the channel.').waitFor();
	await hers.getByRole('link', { name: 'Latest messages' }).click();
	expect(await firstAndLast()).toEqual([71, 120]);
});

test('the theme is chosen by a form, and signing out is a button', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada, { ...plain, colorScheme: 'light' });
	await hers.goto(place.channel);
	const background = () => hers.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const light = await background();
	await hers.getByRole('link', { name: 'Settings' }).click();
	await hers.getByRole('link', { name: 'Appearance' }).click();
	await hers.getByLabel('Dark').check();
	await hers.getByRole('button', { name: 'Save' }).click();
	await eventually(background).not.toBe(light);
	expect(await hers.getByLabel('Dark').isChecked()).toBe(true);
	await hasNoDeadControls(hers);
	await hers.getByRole('link', { name: 'Back to your servers' }).click();
	await composer(hers).waitFor();
	expect(await background(), 'dark everywhere').not.toBe(light);

	await hers.getByRole('link', { name: 'Settings' }).click();
	// Grace and later tests of this file know nothing of this session: Ada signs in again.
	await hers.getByRole('button', { name: 'Sign out' }).click();
	await hers.getByRole('heading', { name: 'Good to see you' }).waitFor();
	await hers.goto(place.channel);
	await hers.getByLabel('Email').fill(ada.email);
	await hers.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await hers.getByRole('button', { name: 'Sign in' }).click();
	await composer(hers).waitFor();
});

test('servers are put in order by buttons', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const names = ['Alpha', 'Beta', 'Gamma'].map((name) => unique(`${name} `));
	for (const name of names) await newServer(ada, name);
	const [alpha, beta, gamma] = names as [string, string, string];
	const hers = await open(ada, plain);
	await hers.goto('/settings');
	await hers.getByRole('link', { name: 'Put them in order' }).click();
	const order = () =>
		hers
			.getByRole('navigation', { name: 'Servers' })
			.getByRole('link')
			.evaluateAll((tiles) => tiles.map((tile) => tile.ariaLabel));
	expect(await order()).toEqual(['Messages', alpha, beta, gamma, 'Add a server']);
	await hasNoDeadControls(hers);
	expect(await hers.getByRole('button', { name: `Move ${alpha} up` }).count(), 'the first goes no higher').toBe(0);
	await hers.getByRole('button', { name: `Move ${gamma} up` }).click();
	await eventually(order).toEqual(['Messages', alpha, gamma, beta, 'Add a server']);
	await hers.getByRole('button', { name: `Move ${alpha} down` }).click();
	await eventually(order).toEqual(['Messages', gamma, alpha, beta, 'Add a server']);
	await hers.goto('/');
	await eventually(order, 'everywhere').toEqual(['Messages', gamma, alpha, beta, 'Add a server']);
});
