import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually, test, visit } from './browser';
import { button, callers, enter, heard, hearsAndSees, inList, stage, tile, watchConnections } from './calling';

test('a moderator mutes and disconnects; a member finds no such thing', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await Promise.all([hers, theirs].map(watchConnections));
	await enter(hers, place.video);
	await enter(theirs, place.video);
	await hearsAndSees(hers, 1, false);

	const menuOf = async (page: Page, name: string) => {
		await tile(page, new RegExp(`^${name}`)).hover();
		await button(page, `${name}: volume and more`).click();
		return page.getByRole('dialog', { name });
	};
	const theirMenu = await menuOf(theirs, 'Ada Lovelace');
	await theirMenu.getByLabel('Volume of Ada Lovelace').waitFor();
	expect(await theirMenu.getByRole('button').allInnerTexts()).toEqual(['Show large']);
	await theirMenu.getByLabel('Volume of Ada Lovelace').fill('40');
	await eventually(() =>
		theirs
			.locator('audio')
			.first()
			.evaluate((one: HTMLAudioElement) => one.volume)
	).toBe(0.4);
	await theirs.keyboard.press('Escape');
	await theirMenu.waitFor({ state: 'detached' });

	await (await menuOf(hers, 'Grace Hopper')).getByRole('button', { name: 'Mute for everybody' }).click();
	await theirs.getByText('A moderator muted you.').waitFor();
	await tile(hers, 'Grace Hopper, microphone off').waitFor();
	// Whoever was muted may speak again when they want to.
	await button(theirs, 'Microphone').click();
	await tile(hers, 'Grace Hopper, microphone on').waitFor();

	await (await menuOf(hers, 'Grace Hopper')).getByRole('button', { name: 'Disconnect' }).click();
	await theirs.getByText('You were disconnected by a moderator.').waitFor();
	await button(theirs, 'Join').waitFor();
	await tile(hers, /^Grace Hopper/).waitFor({ state: 'detached' });
	expect(await heard(hers)).toEqual([]);
	expect(await theirs.locator('audio').count()).toBe(0);
});

test('whoever is removed from the server is out of the call within two seconds', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await Promise.all([hers, theirs].map(watchConnections));
	await enter(hers, place.audio);
	await enter(theirs, place.audio);
	await hearsAndSees(theirs, 1, false);
	const members = await (await some[0]!.open(`${place.path}/members`)).text();
	const graceId = /members\/(\d+)\/kick/.exec(members)![1]!;
	const kicked = await some[0]!.submit(`${place.path}/members/${graceId}/kick?/kick`, {});
	expect(kicked.status).toBe(303);
	const at = performance.now();
	await eventually(async () => (await heard(theirs)).length).toBe(0);
	await eventually(async () => (await heard(hers)).length).toBe(0);
	expect(performance.now() - at, 'milliseconds').toBeLessThan(2000);
	await eventually(() => inList(hers).count()).toBe(1);
});

test('in another window the call goes on there, and only there', async ({ open }) => {
	const { some, place } = await callers();
	const [ada] = some;
	const [first, second] = [await open(ada), await open(ada)];
	await Promise.all([first, second].map(watchConnections));
	await enter(first, place.audio);
	await enter(second, place.video);
	await first.getByText('Your call goes on in another window.').waitFor();
	await button(first, 'Join').waitFor();
	await eventually(() => inList(second).count()).toBe(1);
});

test('without scripts a room shows who is there and its words, and says what a call needs', async ({ open }) => {
	const { some, place } = await callers();
	const hers = await open(some[0]);
	await enter(hers, place.video);
	const plain = await open(some[1], { javaScriptEnabled: false });
	await plain.goto(place.video);
	// What is in a noscript is no text to those who look for text.
	const note = stage(plain).locator('noscript p');
	expect(await note.textContent()).toBe('Calls need JavaScript and a microphone.');
	expect(await note.isVisible()).toBe(true);
	await stage(plain).getByText('Ada Lovelace').waitFor();
	await inList(plain).getByText('Ada Lovelace').waitFor();
	expect(await plain.getByRole('button', { name: /Join|Microphone|Camera/ }).count(), 'dead controls').toBe(0);
	await plain.getByRole('textbox', { name: /^Message #/ }).fill('Can you hear me?');
	await plain.getByRole('button', { name: 'Send' }).click();
	await plain.getByRole('log').getByText('Can you hear me?').waitFor();
	await hers.getByRole('log').getByText('Can you hear me?').waitFor();
	// A moderator without scripts may end it, too.
	const owner = await open(some[0], { javaScriptEnabled: false });
	const theirs = await open(some[1]);
	await enter(theirs, place.video);
	await owner.goto(place.video);
	await owner.getByLabel('Moderate Grace Hopper').click();
	await owner.getByRole('button', { name: 'Disconnect' }).click();
	await theirs.getByText('You were disconnected by a moderator.').waitFor();
});

test('who is inside is in the page as it comes from the server', async ({ open }) => {
	const { some, place } = await callers();
	const hers = await open(some[0]);
	await enter(hers, place.audio);
	const html = await (await some[1]!.open(place.channel)).text();
	expect(html).toMatch(/aria-label="In the call"[\s\S]*Ada Lovelace/);
	await visit(hers, place.channel);
});
