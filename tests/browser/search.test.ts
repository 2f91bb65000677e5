import { expect } from 'vitest';
import { say, unique } from '../person';
import { isForEverybody } from './axe';
import { remember, test, visit } from './browser';
import { line, twoPeople } from './channel';

test('P24: the field in the header finds a message, and its result leads to it, marked', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const word = unique('heliograph');
	const seq = await say(grace, place, `The ${word} is on the hill`);
	for (let at = 0; at < 60; at++) await say(grace, place, `Later line ${at}`);
	const page = await open(ada);
	await visit(page, place.channel);
	const isTheSamePage = await remember(page);

	await page.getByRole('searchbox', { name: /^Search / }).fill(word.toUpperCase());
	await page.getByRole('searchbox', { name: /^Search / }).press('Enter');
	const result = page.getByRole('list', { name: 'Results' }).getByRole('link');
	await result.waitFor();
	expect(await result.locator('mark').innerText()).toBe(word);
	expect(await page.getByRole('status').filter({ hasText: '1 result' }).count()).toBe(1);
	await isForEverybody(page);

	await result.click();
	await page.waitForURL((url) => url.pathname === place.channel);
	await line(page, word).waitFor();
	expect(await page.locator(`#m-${seq}`).evaluate((one) => one.matches(':target'))).toBe(true);
	expect(await isTheSamePage()).toBe(true);
});

test('on a phone an icon leads to the page, which leads back', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const page = await open(ada, { viewport: { width: 390, height: 844 } });
	await visit(page, place.channel);
	await page.getByRole('link', { name: /^Search / }).click();
	await page.getByRole('searchbox', { name: /^Search / }).fill('nothing-like-it');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'No results for “nothing-like-it”' }).waitFor();
	await isForEverybody(page);
	await page.getByRole('link', { name: 'All servers' }).click();
	await page.waitForURL(/\/search\?q=nothing-like-it$/);
	await page.goBack();
	await page.getByRole('link', { name: 'Back to channels' }).click();
	await page.waitForURL(`${place.path}/channels`);
});
