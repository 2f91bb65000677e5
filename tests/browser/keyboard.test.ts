import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newServer, PASSWORD, unique } from '../person';
import { eventually, isLive, nextFrame, test, visit } from './browser';
import { composer, isSent, line, twoPeople, words } from './channel';

/** What has the focus, in a few words. */
const focused = (page: Page) =>
	page.evaluate(() => {
		const { activeElement: at } = document;
		return at?.getAttribute('aria-label') ?? (at instanceof HTMLInputElement ? at.name : at?.textContent?.trim());
	});

/** Whether a person sees where the focus is: an outline on it or on the box it sits in, not cut off by the window. */
const isSeen = (page: Page) =>
	page.evaluate(() => {
		const at = document.activeElement;
		if (!at || at === document.body) return false;
		const { top, left, bottom, right } = at.getBoundingClientRect();
		const isInside = bottom > top && right > left && bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
		const hasOutline = [at, at.parentElement!].some((box) => {
			const { outlineStyle, outlineWidth } = getComputedStyle(box);
			return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
		});
		return isInside && hasOutline;
	});

/** Presses Tab until `name` has the focus, which must be seen at every stop. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
	const stops: (string | null | undefined)[] = [];
	for (let presses = 0; presses < 40; presses++) {
		await page.keyboard.press(key);
		const stop = await focused(page);
		stops.push(stop);
		expect(await isSeen(page), `the focus on “${stop}” is seen`).toBe(true);
		if (stop && (typeof name === 'string' ? stop === name : name.test(stop))) return;
	}
	throw new Error(`${name} is not reached by ${key}: ${stops.join(', ')}`);
}

/** Opens a menu and waits until it is painted: nobody presses the next key before. */
async function openedByEnter(page: Page): Promise<void> {
	await page.keyboard.press('Enter');
	await nextFrame(page);
}

test('P38: from sign-in to an answer with the keyboard alone', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const other = await newServer(ada, unique('Tea room '));
	const hers = await open();
	await hers.goto('/');
	await tabTo(hers, 'email');
	await hers.keyboard.type(ada.email);
	await tabTo(hers, 'password');
	await hers.keyboard.type(PASSWORD);
	await hers.keyboard.press('Enter');
	await isLive(hers);

	await hers.goto(other.channel);
	await isLive(hers);
	await hers.keyboard.press('Tab');
	expect(await focused(hers)).toBe('Skip to content');
	expect(await isSeen(hers)).toBe(true);
	await hers.keyboard.press('Enter');
	await eventually(() => hers.evaluate(() => document.activeElement?.id)).toBe('main');
	await tabTo(hers, 'Message #general');

	await hers.goto(other.channel);
	await isLive(hers);
	await tabTo(hers, /^Observatory/);
	await hers.keyboard.press('Enter');
	await hers.waitForURL(`**${place.channel}`);
	await tabTo(hers, 'Message #general');
	await hers.keyboard.type('Look, no hands');
	await hers.keyboard.press('Enter');
	await line(hers, 'Look, no hands').waitFor();
	expect(await focused(hers), 'the focus stays').toBe('Message #general');

	await isSent(hers, 'Look, no hands');
	const mine = await line(hers, 'Look, no hands').getAttribute('aria-label');
	await tabTo(hers, mine!, 'Shift+Tab');
	await hers.keyboard.press('r');
	await eventually(() => focused(hers)).toBe('Message #general');
	await hers.keyboard.type('Nor here');
	await hers.keyboard.press('Enter');
	await isSent(hers, 'Nor here');
	await line(hers, 'Nor here').getByText('Look, no hands').waitFor();
});

test('edit by arrow up and delete by the menu, with the keyboard alone', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await composer(hers).focus();
	for (const text of ['Keep this', 'Change that']) {
		await hers.keyboard.type(text);
		await hers.keyboard.press('Enter');
		await isSent(hers, text);
	}
	await hers.keyboard.press('ArrowUp');
	await eventually(() => focused(hers)).toBe('Edit message');
	expect(await isSeen(hers)).toBe(true);
	await hers.keyboard.type('!');
	await hers.keyboard.press('Enter');
	await eventually(() => words(hers)).toEqual(['Keep this', 'Change that!(edited)']);
	await eventually(() => focused(hers), 'back where it came from').toBe('Message #general');

	await tabTo(hers, /^Ada Lovelace, /, 'Shift+Tab');
	await line(hers, 'Change that!').getByLabel('More').waitFor();
	await tabTo(hers, 'More');
	await openedByEnter(hers);
	await eventually(() => focused(hers)).toMatch(/^React with/);
	await hers.keyboard.press('ArrowUp');
	expect(await focused(hers), 'round to the last line').toContain('Delete message');
	await hers.keyboard.press('Escape');
	await eventually(() => focused(hers), 'Escape leads back to the menu’s button').toBe('More');
	expect(await hers.getByRole('button', { name: 'Delete message' }).filter({ visible: true }).count()).toBe(0);
	await openedByEnter(hers);
	await eventually(() => focused(hers)).toMatch(/^React with/);
	await hers.keyboard.press('End');
	expect(await focused(hers)).toContain('Delete message');
	expect(await isSeen(hers)).toBe(true);
	await hers.keyboard.press('Enter');
	await hers.getByText('This message was deleted.').waitFor();
	expect(await words(hers)).toEqual(['Keep this']);
	await eventually(() => hers.evaluate(() => document.activeElement !== document.body), 'the focus is not lost').toBe(
		true
	);
});

test('a dialog takes the focus, keeps it, and gives it back', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	const dialog = hers.getByRole('dialog', { name: 'Create a server' });
	await tabTo(hers, 'Add a server');
	await hers.keyboard.press('Enter');
	await dialog.waitFor();
	expect(new URL(hers.url()).pathname).toBe('/servers/new');
	await eventually(() => focused(hers), 'in the first field').toBe('name');
	expect(await isSeen(hers)).toBe(true);
	for (let presses = 0; presses < 8; presses++) {
		await hers.keyboard.press('Tab');
		expect(await dialog.evaluate((box) => box.contains(document.activeElement)), 'Tab stays inside').toBe(true);
		expect(await isSeen(hers), `the focus on “${await focused(hers)}” is seen`).toBe(true);
	}
	await hers.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	expect(new URL(hers.url()).pathname).toBe(place.channel);
	await eventually(() => focused(hers)).toBe('Add a server');
	expect(await isSeen(hers)).toBe(true);

	await hers.keyboard.press('Enter');
	await dialog.waitFor();
	await eventually(() => focused(hers), 'open again').toBe('name');
	const name = unique('Made by hand ');
	await hers.keyboard.type(name);
	await hers.keyboard.press('Enter');
	await hers.locator('summary').filter({ hasText: name }).waitFor();
	await dialog.waitFor({ state: 'detached' });
});
