import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newServer, unique } from '../person';
import { remember, test, visit } from './browser';
import { composer, twoPeople, write } from './channel';

/** How long another screen may take after the answer to whoever acted, in milliseconds. */
const AT_ONCE = 1000;

const list = (page: Page) => page.getByRole('navigation', { name: 'Channels' });
const names = (page: Page) => list(page).locator('[data-channel] .channel .name').allInnerTexts();
const channel = (page: Page, name: string) => list(page).getByRole('link', { name: new RegExp(`^${name}`) });
const dialog = (page: Page) => page.getByRole('dialog');

/** Acts, waits for the answer to it, and measures how long after it `shows` is done. */
async function delay(page: Page, action: string, act: () => Promise<unknown>, shows: () => Promise<unknown>) {
	const answer = page.waitForResponse((response) => response.url().includes(`?/${action}`));
	const shown = shows().then(() => Date.now());
	await act();
	const { status } = await answer.then((response) => ({ status: response.status() }));
	const answered = Date.now();
	expect([action, status]).toEqual([action, 200]);
	return Math.max(0, (await shown) - answered);
}

const until = (read: () => Promise<unknown>, expected: unknown) => () =>
	expect.poll(read, { timeout: 10_000, interval: 10 }).toEqual(expected);

test('what a moderator does stands on the other screen within a second of the answer, to the very end', async ({
	open
}) => {
	const { ada, grace, place } = await twoPeople();
	await newServer(grace, unique('Home '));
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	const isTheSame = await remember(theirs);
	const took: Record<string, number> = {};

	await visit(hers, `${place.path}/channels/new`);
	await hers.getByLabel('Name').fill('second');
	took.made = await delay(
		hers,
		'createChannel',
		() => hers.getByRole('button', { name: 'Create channel' }).click(),
		until(() => names(theirs), ['general', 'second'])
	);
	await hers.getByRole('heading', { name: 'second', level: 1 }).waitFor();

	took.reordered = await delay(
		hers,
		'moveChannel',
		() => channel(hers, 'second').dragTo(channel(hers, 'general'), { targetPosition: { x: 40, y: 2 } }),
		until(() => names(theirs), ['second', 'general'])
	);

	const edit = async (change: () => Promise<unknown>) => {
		await list(hers)
			.getByRole('link', { name: /^Edit #(second|third)/ })
			.focus();
		await hers.keyboard.press('Enter');
		await change();
	};
	const save = () => dialog(hers).getByRole('button', { name: 'Save' }).click();
	await channel(theirs, 'second').click();
	await theirs.getByRole('heading', { name: 'second', level: 1 }).waitFor();
	await edit(() => dialog(hers).getByLabel('Name').fill('third'));
	took.renamed = await delay(
		hers,
		'editChannel',
		save,
		until(() => names(theirs), ['third', 'general'])
	);
	await theirs.getByRole('heading', { name: 'third', level: 1 }).waitFor();

	await write(theirs, 'Only for some, from now on');
	await dialog(hers).waitFor({ state: 'detached' });
	await edit(() => dialog(hers).getByLabel('Private').check());
	took.hidden = await delay(
		hers,
		'editChannel',
		save,
		until(() => names(theirs), ['general'])
	);
	await theirs.getByText('#third is not available to you any more.').waitFor();
	await theirs.getByRole('heading', { name: 'general', level: 1 }).waitFor();
	await dialog(hers).waitFor({ state: 'detached' });

	await hers.getByRole('complementary', { name: 'Members' }).getByRole('link', { name: 'Grace Hopper' }).click();
	await hers.getByRole('dialog', { name: 'Grace Hopper' }).getByRole('link', { name: 'Remove' }).click();
	const removal = hers.getByRole('dialog', { name: 'Remove Grace Hopper?' });
	await removal.getByLabel('Reason').fill('Off topic');
	took.kicked = await delay(
		hers,
		'kick',
		() => removal.getByRole('button', { name: 'Remove Grace' }).click(),
		async () => {
			await theirs
				.getByRole('alert')
				.filter({ hasText: /You were removed from Observatory .*Reason: Off topic/ })
				.waitFor();
			await theirs.waitForURL((url) => !url.pathname.startsWith(place.path));
		}
	);
	await composer(theirs).waitFor();
	expect(await isTheSame(), 'all of it without a reload').toBe(true);
	for (const [deed, milliseconds] of Object.entries(took))
		expect(milliseconds, `${deed}: ${JSON.stringify(took)}`).toBeLessThanOrEqual(AT_ONCE);
});
