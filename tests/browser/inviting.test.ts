import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson } from '../person';
import { isForEverybody } from './axe';
import { eventually, remember, test, visit } from './browser';
import { twoPeople } from './channel';

async function openDialog(page: Page) {
	await page.getByRole('complementary', { name: 'Channels' }).getByRole('link', { name: 'Invite people' }).click();
	const dialog = page.getByRole('dialog', { name: 'Invite people' });
	await dialog.waitFor();
	return dialog;
}

test('P15: the dialog makes, shows, renews and revokes invites over the channel, without a reload', async ({
	open
}) => {
	const { ada, place } = await twoPeople();
	const page = await open(ada, { permissions: ['clipboard-read', 'clipboard-write'] });
	await visit(page, place.channel);
	const isTheSamePage = await remember(page);
	const dialog = await openDialog(page);
	const link = dialog.getByLabel('Invite link');
	expect(await link.inputValue()).toContain(place.invite);

	await dialog.getByLabel('Expires').selectOption('1 hour');
	await dialog.getByLabel('Uses').selectOption('5');
	await dialog.getByRole('button', { name: 'New link' }).click();
	await dialog.getByText('Works for less than an hour · 0 of 5 uses').waitFor();
	const fresh = await link.inputValue();
	expect(fresh).not.toContain(place.invite);

	await dialog.getByRole('link', { name: 'QR code' }).click();
	const picture = dialog.getByRole('img', { name: 'QR code of the invite link' });
	await eventually(() => picture.evaluate((one: HTMLImageElement) => one.complete && one.naturalWidth > 0)).toBe(true);
	await isForEverybody(page);

	await dialog.getByRole('link', { name: '2 active invites' }).click();
	const rows = dialog.getByRole('listitem');
	expect(await rows.count()).toBe(2);
	await isForEverybody(page);
	await rows
		.first()
		.getByRole('button', { name: /^Replace/ })
		.click();
	await page.getByText('Replaced by a fresh link like it').waitFor();
	await eventually(() => rows.first().innerText()).not.toContain(fresh.split('/').pop());
	expect(await rows.first().innerText()).toContain('0 of 5 uses');
	await rows.first().getByRole('button', { name: /^Copy/ }).click();
	expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/invite/');

	await rows
		.first()
		.getByRole('button', { name: /^Revoke/ })
		.click();
	await page.getByText('Invite revoked').waitFor();
	await eventually(() => rows.count()).toBe(1);
	await eventually(() => page.evaluate(() => document.activeElement?.closest('li') !== null)).toBe(true);
	await dialog.getByRole('link', { name: 'Back to the link' }).click();
	expect(await link.inputValue()).toContain(place.invite);
	await dialog.getByRole('link', { name: 'Done' }).click();
	await dialog.waitFor({ state: 'detached' });
	expect(new URL(page.url()).pathname).toBe(place.channel);
	expect(await isTheSamePage()).toBe(true);
});

test('an invite that is revoked under somebody’s eyes lets them in no more, and says so kindly', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	const dialog = await openDialog(hers);
	const late = await newPerson('Linus Torvalds');
	const theirs = await open(late, { expected: /status of 404/ });
	await theirs.goto(place.invite);
	await theirs.getByRole('button', { name: /^Join/ }).waitFor();

	await dialog.getByRole('link', { name: '1 active invite' }).click();
	await dialog.getByRole('button', { name: /^Revoke/ }).click();
	await dialog.getByText('No invite works just now.').waitFor();
	await theirs.getByRole('button', { name: /^Join/ }).click();
	await theirs.getByRole('heading', { name: 'This invite has run out' }).waitFor();
	await isForEverybody(theirs);
	await theirs.goto('/');
	await theirs.getByRole('heading', { name: /^Welcome/ }).waitFor();
});

test('a phone shares the link by what it has for sharing', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const page = await open(ada, { viewport: { width: 390, height: 844 } });
	await page.addInitScript(() => {
		Object.assign(navigator, { share: (what: ShareData) => Promise.resolve((document.title = String(what.url))) });
	});
	await visit(page, `${place.path}/invites`);
	const address = await page.getByLabel('Invite link').inputValue();
	await page.getByRole('button', { name: 'Share the link' }).click();
	await eventually(() => page.title()).toBe(address);
});
