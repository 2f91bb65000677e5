import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { PASSWORD, unique } from '../person';
import { eventually, hold, test, visit } from './browser';
import { fromSignUpToConversation } from './conversation';
import { composer, isSent, line, twoPeople, words, write } from './channel';

async function signUp(page: Page, first: string, last: string): Promise<void> {
	await page.getByLabel('Display name').fill(`${first} ${last}`);
	await page.getByLabel('Email').fill(`${unique('somebody')}@example.org`);
	await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Create account' }).click();
}

test('P1 P6 P15 P16: from two sign-ups to a conversation, with nothing but an invite', async ({ open }) => {
	const toSignUp = (page: Page) => page.getByRole('link', { name: 'Create an account' }).click();
	await fromSignUpToConversation(open, { toSignUp, signUp });
});

test('P17: arrow up edits the last own message: Escape leaves it, Enter saves it for both', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	const editor = hers.getByRole('textbox', { name: 'Edit message' });
	await write(hers, 'An erlier line');
	await write(hers, 'A typoo');
	await line(theirs, 'A typoo').waitFor();
	await write(theirs, 'Not hers');
	await line(hers, 'Not hers').waitFor();
	await isSent(hers, 'A typoo');

	await composer(hers).press('ArrowUp');
	await eventually(() => editor.inputValue()).toBe('A typoo');
	await editor.fill('Something else');
	await editor.press('Escape');
	await editor.waitFor({ state: 'detached' });
	expect(await words(hers)).toEqual(['An erlier line', 'A typoo', 'Not hers']);
	expect(await composer(hers).evaluate((field) => field === document.activeElement), 'back in the composer').toBe(true);

	await hers.keyboard.press('ArrowUp');
	await editor.waitFor();
	await hers.keyboard.press('Backspace');
	await hers.keyboard.press('Enter');
	const expected = ['An erlier line', 'A typo(edited)', 'Not hers'];
	for (const page of [hers, theirs]) await eventually(() => words(page)).toEqual(expected);
	await hers.reload();
	await eventually(() => words(hers), 'also after a reload').toEqual(expected);
});

test('arrow up right after sending does not open an older message', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await write(hers, 'Finished long ago');
	await isSent(hers, 'Finished long ago');
	const go = await hold(hers, /\?\/send$/);
	await write(hers, 'Still on its way');
	await composer(hers).press('ArrowUp');
	expect(await hers.getByRole('textbox', { name: 'Edit message' }).count()).toBe(0);
	go();
	await isSent(hers, 'Still on its way');
	await composer(hers).press('ArrowUp');
	await eventually(() => hers.getByRole('textbox', { name: 'Edit message' }).inputValue()).toBe('Still on its way');
});

test('what is being typed is not recalled by arrow up, and Shift + Enter is a new line', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await write(hers, 'Before');
	await isSent(hers, 'Before');
	await composer(hers).pressSequentially('one');
	await composer(hers).press('Shift+Enter');
	await composer(hers).pressSequentially('two');
	await composer(hers).press('ArrowUp');
	expect(await hers.getByRole('textbox', { name: 'Edit message' }).count()).toBe(0);
	await composer(hers).press('Enter');
	await eventually(() => words(hers)).toEqual(['Before', 'one\ntwo']);
});

test('P17: a deleted message leaves its place and takes its words, for both', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	await write(theirs, 'Said too much');
	await write(theirs, 'And this stays');
	await line(hers, 'And this stays').waitFor();

	await line(theirs, 'Said too much').hover();
	await line(theirs, 'Said too much').getByLabel('More').click();
	await theirs.getByRole('button', { name: 'Delete message' }).click();
	for (const page of [hers, theirs]) {
		await page.getByText('This message was deleted.').waitFor();
		expect(await words(page)).toEqual(['And this stays']);
	}
	expect(await line(theirs, 'This message was deleted.').getByLabel('More').count()).toBe(0);

	// Ada owns the server, so she may do the same with a message of Grace's; Grace may not with one of Ada's.
	await write(hers, 'Ada’s own');
	await line(theirs, 'Ada’s own').hover();
	await line(theirs, 'Ada’s own').getByLabel('More').click();
	await theirs.getByRole('button', { name: 'Copy text' }).waitFor();
	expect(await theirs.getByRole('button', { name: 'Delete message' }).count()).toBe(0);
	await theirs.keyboard.press('Escape');
	await line(hers, 'And this stays').hover();
	await line(hers, 'And this stays').getByLabel('More').click();
	await hers.getByRole('button', { name: 'Delete message' }).click();
	await theirs.getByText('Message deleted by a moderator').waitFor();
});
