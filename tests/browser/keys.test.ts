import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newServer, say, unique } from '../person';
import { fourLooks, isForEverybody } from './axe';
import { eventually, test, visit } from './browser';
import { composer, twoPeople } from './channel';

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
const help = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });

/** The focus is on a message, and its keys have come. */
async function onLine(page: Page, text: string): Promise<void> {
	const arrive = async () => {
		await page.locator('#messages').focus();
		await page.keyboard.press('ArrowDown');
		return page.evaluate(() => document.activeElement?.closest('article')?.textContent);
	};
	await eventually(arrive).toContain(text);
}

test('P38: Ctrl and / shows every key over the page, and Escape leads back to where one was', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await composer(hers).focus();
	await hers.keyboard.press('Control+/');
	await help(hers).getByText('Next unread channel').waitFor();
	expect(new URL(hers.url()).pathname).toBe('/settings/keyboard');
	await isForEverybody(hers, fourLooks, '[role=dialog]');
	await hers.keyboard.press('Escape');
	await help(hers).waitFor({ state: 'detached' });
	await eventually(() => focused(hers)).toBe('Message #general');
});

test('P38: from channel to channel and from server to server with Alt and the arrows', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const other = await newServer(ada, unique('Tea room '));
	const hers = await open(ada);
	await visit(hers, place.channel);
	const servers = await hers.getByRole('navigation', { name: 'Servers' }).getByRole('link').count();
	expect(servers).toBeGreaterThan(2);
	const paths = new Set<string>();
	for (let presses = 0; presses < 4; presses++) {
		const before = hers.url();
		await hers.keyboard.press('Control+Alt+ArrowDown');
		await hers.waitForURL((url) => url.href !== before);
		paths.add(new URL(hers.url()).pathname);
	}
	expect([...paths]).toContain(other.channel);
	expect([...paths]).toContain(place.channel);
});

test('P38: single keys on a message can be turned off, and then a letter is only a letter', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await say(ada, place, 'Something to answer');
	const hers = await open(ada, { javaScriptEnabled: true });
	await visit(hers, place.channel);
	await onLine(hers, 'Something to answer');
	await hers.keyboard.press('r');
	await hers.getByRole('button', { name: 'Cancel reply' }).waitFor();
	await hers.keyboard.press('Escape');

	await hers.goto('/settings/keyboard');
	const box = hers.getByRole('switch', { name: 'Single keys on a message' });
	expect(await box.isChecked()).toBe(true);
	await box.click();
	await hers.getByText('Saved').waitFor();
	await visit(hers, place.channel);
	await onLine(hers, 'Something to answer');
	await hers.keyboard.press('r');
	await eventually(() => composer(hers).inputValue()).toBe('r');
	await hers.keyboard.press('Escape');

	const plain = await open(ada, { javaScriptEnabled: false });
	await plain.goto('/settings/keyboard');
	await plain.getByRole('switch').uncheck();
	await plain.getByRole('button', { name: 'Save' }).click();
	await plain.getByText('Saved').waitFor();
	await plain.goto('/settings/keyboard');
	expect(await plain.getByRole('switch').isChecked()).toBe(false);
	await isForEverybody(hers, fourLooks, 'body');
});

test('what is typed where nothing has the focus goes to where one writes', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await hers.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
	await hers.keyboard.type('Hello');
	await eventually(() => composer(hers).inputValue()).toBe('Hello');
});
