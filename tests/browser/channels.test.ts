import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newServer, join, newPerson, unique, type Person, type Place } from '../person';
import { isForEverybody } from './axe';
import { eventually, isAlive, remember, test, visit } from './browser';
import { composer, line, write } from './channel';

const list = (page: Page) => page.getByRole('navigation', { name: 'Channels' });
const names = (page: Page) => list(page).locator('[data-channel] .channel .name').allInnerTexts();
const dialog = (page: Page) => page.getByRole('dialog');
const pictures = process.env.PICTURES;
const photograph = async (page: Page, name: string) => {
	if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
};

let people: Promise<Person[]> | undefined;
async function world() {
	people ??= Promise.all(['Ada Lovelace', 'Grace Hopper'].map(newPerson));
	const [ada, grace] = (await people) as [Person, Person];
	const place = await newServer(ada, unique('Observatory '));
	await join(grace, place);
	return { ada, grace, place };
}

async function make(page: Page, name: string): Promise<void> {
	await page.getByText('Observatory').first().click();
	await page.getByRole('link', { name: 'Create channel', exact: true }).click();
	await dialog(page).getByLabel('Name').fill(name);
	await dialog(page).getByRole('button', { name: 'Create channel' }).click();
	await dialog(page).waitFor({ state: 'detached' });
}

const openTools = async (page: Page, name: string) => {
	await list(page)
		.getByRole('link', { name: new RegExp(`^${name}`) })
		.hover();
	await list(page)
		.getByRole('link', { name: `Edit #${name}` })
		.click();
	await dialog(page).waitFor();
};

test('P9 P11: what one does to the channels the other one sees within a second, without a reload', async ({ open }) => {
	const { ada, grace, place } = await world();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	const stays = [await remember(hers), await remember(theirs)];
	const soon = async (what: () => Promise<unknown>, expected: unknown) =>
		expect.poll(what, { timeout: 1000, interval: 20 }).toEqual(expected);

	await make(hers, 'Night shift');
	await soon(() => names(theirs), ['general', 'night-shift']);
	expect(await names(hers)).toEqual(['general', 'night-shift']);
	await hers.getByRole('heading', { name: 'night-shift', level: 1 }).waitFor();
	await write(hers, 'First in here');
	await list(theirs).getByRole('link', { name: 'night-shift, 1 unread' }).click();
	await line(theirs, 'First in here').waitFor();

	await openTools(hers, 'night-shift');
	await dialog(hers).getByLabel('Name').fill('late shift');
	await dialog(hers).getByLabel('Topic').fill('Who is on tonight?');
	await dialog(hers).getByLabel('Read-only').check();
	await photograph(hers, 'edit');
	await dialog(hers).getByRole('button', { name: 'Save' }).click();
	await soon(() => names(theirs), ['general', 'late-shift']);
	await theirs.getByRole('heading', { name: 'late-shift', level: 1 }).waitFor();
	await theirs.getByText('Who is on tonight?').waitFor();
	await theirs.getByText('Only moderators can post here.').waitFor();
	expect([await composer(theirs).count(), await composer(hers).count()]).toEqual([0, 1]);
	await eventually(() => theirs.title()).toContain('#late-shift');
	await hers.getByText('Saved').waitFor();

	const from = list(hers).getByRole('link', { name: 'late-shift', exact: true });
	await from.dragTo(list(hers).getByRole('link', { name: 'general', exact: true }), {
		targetPosition: { x: 40, y: 2 }
	});
	await soon(() => names(hers), ['late-shift', 'general']);
	await soon(() => names(theirs), ['late-shift', 'general']);

	await openTools(hers, 'late-shift');
	await dialog(hers).getByLabel('Private').check();
	await photograph(hers, 'edit-private');
	await dialog(hers).getByRole('button', { name: 'Save' }).click();
	await soon(() => names(theirs), ['general']);
	await theirs.getByText('#late-shift is not available to you any more.').waitFor();
	await theirs.getByRole('heading', { name: 'general', level: 1 }).waitFor();
	expect(await names(hers)).toEqual(['late-shift', 'general']);

	await openTools(hers, 'late-shift');
	await dialog(hers).getByLabel('Private').uncheck();
	await dialog(hers).getByRole('button', { name: 'Save' }).click();
	await soon(() => names(theirs), ['late-shift', 'general']);
	await list(theirs)
		.getByRole('link', { name: /^late-shift/ })
		.click();
	await theirs.getByRole('heading', { name: 'late-shift', level: 1 }).waitFor();

	await openTools(hers, 'late-shift');
	await dialog(hers).getByRole('link', { name: 'Delete channel' }).click();
	await dialog(hers).getByRole('button', { name: 'Delete channel' }).waitFor();
	await photograph(hers, 'delete');
	await dialog(hers).getByRole('button', { name: 'Delete channel' }).click();
	for (const page of [hers, theirs]) {
		await soon(() => names(page), ['general']);
		await page.getByRole('heading', { name: 'general', level: 1 }).waitFor();
	}
	expect(await hers.getByText('#late-shift is not available').count(), 'she knows what she did').toBe(0);
	for (const isSame of stays) expect(await isSame(), 'all of it without a reload').toBe(true);
});

test('what is wrong is said beside its field, and the words stay', async ({ open }) => {
	const { ada, place } = await world();
	const page = await open(ada, { expected: /status of 400/ });
	await visit(page, place.channel);
	await page.getByText('Observatory').first().click();
	await page.getByRole('link', { name: 'Create channel', exact: true }).click();
	await dialog(page).getByText('Drop in and talk').click();
	await dialog(page).getByLabel('Name').pressSequentially('GENeral');
	expect(await dialog(page).getByLabel('Name').inputValue(), 'tidied while it is typed').toBe('general');
	await dialog(page).getByLabel('Private').check();
	await photograph(page, 'create');
	await dialog(page).getByRole('button', { name: 'Create channel' }).click();
	await dialog(page).getByText('That name is taken here. Try another one.').waitFor();
	expect(await dialog(page).getByLabel('Private').isChecked()).toBe(true);
	await dialog(page).getByLabel('Name').fill('voices');
	await dialog(page).getByRole('button', { name: 'Create channel' }).click();
	await page.getByRole('heading', { name: 'voices', level: 1 }).waitFor();
	expect(await names(page)).toEqual(['general', 'voices']);
});

test('a move that fails goes back, and says so', async ({ open }) => {
	const { ada, place } = await world();
	const page = await open(ada, { expected: /status of 503|Failed to load resource/ });
	await visit(page, place.channel);
	await make(page, 'second');
	await page.route(/moveChannel/, (route) => route.abort());
	await list(page)
		.getByRole('link', { name: 'second', exact: true })
		.dragTo(list(page).getByRole('link', { name: 'general', exact: true }), { targetPosition: { x: 40, y: 2 } });
	await page.getByText(/That channel could not be moved/).waitFor();
	await eventually(() => names(page)).toEqual(['general', 'second']);
});

test('without dragging: buttons move channels and categories, and new ones appear in every list', async ({ open }) => {
	const { ada, grace, place } = await world();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	await make(hers, 'second');
	await hers.getByText('Observatory').first().click();
	await hers.getByRole('link', { name: 'Categories', exact: true }).click();
	await dialog(hers).getByRole('button', { name: 'Move up, #second' }).click();
	await eventually(() => names(theirs)).toEqual(['second', 'general']);
	await dialog(hers).getByLabel('New category').fill('Rooms');
	await dialog(hers).getByRole('button', { name: 'Add' }).click();
	await dialog(hers).getByRole('heading', { name: 'Rooms' }).waitFor();
	await photograph(hers, 'categories');
	for (let step = 0; step < 4; step++) {
		await dialog(hers).getByRole('button', { name: 'Move down, #second' }).click();
		await eventually(
			() => hers.evaluate(() => document.activeElement?.getAttribute('aria-label')),
			'for the next key'
		).toMatch(/^Move (up|down), #second$/);
	}
	await eventually(() => list(theirs).locator('summary').allInnerTexts()).toEqual(['Text', 'Rooms']);
	await dialog(hers).getByLabel('Delete Rooms').click();
	await dialog(hers).getByRole('combobox', { name: 'Its channels go to' }).selectOption({ label: 'Audio' });
	await dialog(hers).getByRole('button', { name: 'Delete category' }).click();
	await eventually(() => list(theirs).locator('summary').allInnerTexts()).toEqual(['Text', 'Audio']);
	expect(await names(theirs)).toEqual(['general', 'second']);
});

test('members see no tools', async ({ open }) => {
	const { grace, place } = await world();
	const page = await open(grace);
	await visit(page, place.channel);
	await page.getByText('Observatory').first().click();
	await page.getByRole('link', { name: 'Members', exact: true }).first().waitFor();
	for (const name of ['Create channel', 'Categories', /^Edit #/, /^Create channel in/])
		expect(await page.getByRole('link', { name }).count()).toBe(0);
});

test('the screens are for everybody', async ({ open }) => {
	const { ada, place }: { ada: Person; place: Place } = await world();
	const page = await open(ada);
	for (const path of [
		`${place.path}/channels/new`,
		`${place.path}/categories`,
		`${place.channel}/edit`,
		`${place.path}/channels`
	]) {
		await page.goto(path);
		await isAlive(page);
		const box = page.getByLabel('Private');
		if (await box.count()) await box.check();
		await isForEverybody(page);
		await photograph(page, `phone${path.replaceAll('/', '-')}`);
	}
});
