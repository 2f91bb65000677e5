import { expect } from 'vitest';
import { newServer, unique } from '../person';
import { eventually, remember, test, visit } from './browser';
import { composer, line, twoPeople, write } from './channel';

/** What a person would call at once, in milliseconds. */
const SOON = 1000;

test('P7 P11: a role that is given shows within a second, with its buttons; one that is taken takes them away', async ({
	open
}) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	const isTheSame = await Promise.all([hers, theirs].map(remember));
	await write(hers, 'Ada’s words');
	const listed = theirs.getByRole('complementary', { name: 'Members' });
	const settings = theirs.getByRole('link', { name: 'Server settings', includeHidden: true });
	expect(await settings.count()).toBe(0);

	await hers.getByRole('complementary', { name: 'Members' }).getByRole('link', { name: 'Grace Hopper' }).click();
	const card = hers.getByRole('dialog', { name: 'Grace Hopper' });
	await card.getByLabel('Role of Grace Hopper').selectOption('Admin');
	await listed.getByRole('heading', { name: 'Admin' }).waitFor({ timeout: SOON });
	await settings.waitFor({ state: 'attached', timeout: SOON });
	await card.getByLabel('Role of Grace Hopper').selectOption('Member');
	await listed.getByRole('heading', { name: 'Admin' }).waitFor({ state: 'detached', timeout: SOON });
	await settings.waitFor({ state: 'detached', timeout: SOON });
	expect(await Promise.all(isTheSame.map((ask) => ask())), 'without a reload').toEqual([true, true]);
});

for (const { deed, words, width } of [
	{ deed: 'Remove', words: /You were removed from Observatory .*Reason: Off topic/, width: 1440 },
	{ deed: 'Ban', words: /You were banned from Observatory .*Reason: Off topic/, width: 390 }
])
	test(`${deed}: whoever is out is led away within a second and told why, ${width} pixels wide`, async ({ open }) => {
		const { ada, grace, place } = await twoPeople();
		await newServer(grace, unique('Home '));
		const [hers, theirs] = [await open(ada), await open(grace, { viewport: { width, height: 844 } })];
		await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
		await write(theirs, 'I was here');
		await line(hers, 'I was here').waitFor();
		const isTheSame = await remember(theirs);

		await line(hers, 'I was here').getByRole('link', { name: 'Grace Hopper' }).click();
		await hers.getByRole('dialog', { name: 'Grace Hopper' }).getByRole('link', { name: deed }).click();
		const dialog = hers.getByRole('dialog', { name: `${deed} Grace Hopper?` });
		await dialog.getByLabel('Reason').fill('Off topic');
		await dialog.getByRole('button', { name: `${deed} Grace` }).click();

		await theirs
			.getByRole('alert')
			.filter({ hasText: words })
			.waitFor({ timeout: SOON * 2 });
		// To another server they are in.
		await theirs.waitForURL((url) => !url.pathname.startsWith(place.path), { timeout: SOON * 2 });
		await composer(theirs).waitFor();
		expect(await theirs.locator(`.rail a[href="${place.path}"]`).count(), 'out of the rail').toBe(0);
		expect(await isTheSame(), 'without a reload').toBe(true);
		await dialog.waitFor({ state: 'detached' });
		await hers.keyboard.press('Escape');
		const members = hers.getByRole('complementary', { name: 'Members' });
		await eventually(() => members.getByRole('link', { name: 'Grace Hopper' }).count()).toBe(0);
		await line(hers, 'I was here').waitFor();
	});

test('a new name shows for everybody at once, in rail and header, and a deleted server is gone', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await visit(theirs, place.channel);
	await hers.goto(`${place.path}/settings`);
	await hers.locator('html[data-alive]').waitFor({ state: 'attached' });
	const save = hers.getByRole('button', { name: 'Save' });
	expect(await save.isVisible(), 'nothing to save yet').toBe(false);
	const name = unique('Planetarium ');
	await hers.getByLabel('Name', { exact: true }).fill(name);
	await save.click();
	await hers.getByText('Saved', { exact: true }).waitFor();
	await eventually(() => save.isVisible()).toBe(false);
	expect(await hers.getByLabel('Name', { exact: true }).inputValue()).toBe(name);
	await theirs.locator('summary.server-menu').filter({ hasText: name }).waitFor({ timeout: SOON });
	await theirs.getByRole('navigation', { name: 'Servers' }).getByRole('link', { name }).waitFor({ timeout: SOON });

	await hers.getByRole('link', { name: 'Delete server' }).click();
	await hers.getByLabel('Name of the server').fill(name);
	await hers.getByRole('button', { name: `Delete ${name}` }).click();
	await theirs
		.getByRole('alert')
		.filter({ hasText: `${name} was deleted.` })
		.waitFor({ timeout: SOON * 2 });
	await eventually(() => new URL(theirs.url()).pathname).not.toContain(place.id);
	await eventually(() => new URL(hers.url()).pathname).not.toContain(place.id);
	await hers
		.getByRole('alert')
		.filter({ hasText: `${name} was deleted.` })
		.waitFor();
});

test('the dialog of members searches, and leaving is two clicks', async ({ open }) => {
	const { grace, place } = await twoPeople();
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	await theirs.locator('summary.server-menu').click();
	await theirs.getByRole('link', { name: 'Members' }).first().click();
	const dialog = theirs.getByRole('dialog', { name: 'Members' });
	await dialog.getByLabel('Search by name or handle').fill('gr');
	await dialog.getByRole('button', { name: 'Search' }).click();
	await dialog.getByRole('link', { name: 'Ada Lovelace', exact: true }).waitFor({ state: 'detached' });
	await dialog.getByRole('link', { name: 'Grace Hopper', exact: true }).waitFor();
	expect(await dialog.getByRole('link', { name: /^(Ban|Remove)/ }).count()).toBe(0);
	await theirs.getByRole('button', { name: 'Close' }).click();
	await theirs.locator('summary.server-menu').click();
	await theirs.getByRole('link', { name: 'Leave server' }).click();
	await theirs.getByRole('button', { name: 'Leave server' }).click();
	await theirs
		.getByRole('alert')
		.filter({ hasText: /You left Observatory/ })
		.waitFor();
	await eventually(() => new URL(theirs.url()).pathname).not.toContain(place.id);
});
