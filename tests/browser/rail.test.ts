import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { join, newPerson, newServer, unique, type Person } from '../person';
import { isForEverybody } from './axe';
import { eventually, hold, nextFrame, remember, test, visit } from './browser';

const rail = (page: Page) => page.getByRole('navigation', { name: 'Servers' });
const tile = (page: Page, name: string) => rail(page).getByRole('link', { name, exact: true });
/** The servers of the rail by their letters: "abc". */
const order = async (page: Page) => {
	const names = await rail(page)
		.getByRole('link')
		.evaluateAll((tiles) => tiles.map((one) => one.ariaLabel ?? ''));
	// Direct conversations come first, what adds a server last.
	return names.slice(1, -1).map((name) => name[0]);
};

async function threeServers(): Promise<{ ada: Person; names: [string, string, string]; path: string }> {
	const ada = await newPerson('Ada Lovelace');
	const names = ['a', 'b', 'c'].map(unique) as [string, string, string];
	const [first] = [await newServer(ada, names[0]), await newServer(ada, names[1]), await newServer(ada, names[2])];
	return { ada, names, path: first.channel };
}

test('P5: a tile that is dragged stays where it was put, in every window of its person', async ({ open }) => {
	const { ada, names, path } = await threeServers();
	const [here, there] = [await open(ada), await open(ada)];
	await Promise.all([visit(here, path), visit(there, path)]);
	const isTheSamePage = await remember(there);
	await tile(here, names[2]).dragTo(tile(here, names[0]), { targetPosition: { x: 22, y: 4 } });
	for (const page of [here, there]) await eventually(() => order(page)).toEqual(['c', 'a', 'b']);
	await tile(there, names[2]).dragTo(tile(there, names[1]), { targetPosition: { x: 22, y: 40 } });
	for (const page of [here, there]) await eventually(() => order(page)).toEqual(['a', 'b', 'c']);
	expect(await isTheSamePage()).toBe(true);
	await tile(here, names[0]).dragTo(tile(here, names[1]), { targetPosition: { x: 22, y: 40 } });
	await eventually(() => order(there)).toEqual(['b', 'a', 'c']);
	await here.reload();
	await eventually(() => order(here), 'also after a reload').toEqual(['b', 'a', 'c']);
});

test('on a phone, where the rail lies across the top', async ({ open }) => {
	const { ada, names, path } = await threeServers();
	const page = await open(ada, { viewport: { width: 390, height: 844 } });
	await visit(page, path.replace(/\/\d+$/, ''));
	await tile(page, names[2]).dragTo(tile(page, names[0]), { targetPosition: { x: 4, y: 24 } });
	await eventually(() => order(page)).toEqual(['c', 'a', 'b']);
});

test('a move shows before the server answers, and is taken back with a word when it could not be kept', async ({
	open
}) => {
	const { ada, names, path } = await threeServers();
	const page = await open(ada, { expected: /ERR_FAILED|Failed to load/ });
	await visit(page, path);
	const go = await hold(page, /\?\/move$/);
	await tile(page, names[1]).dragTo(tile(page, names[0]), { targetPosition: { x: 22, y: 4 } });
	await nextFrame(page);
	expect(await order(page), 'while it is on its way').toEqual(['b', 'a', 'c']);
	go();
	await eventually(() => order(page)).toEqual(['b', 'a', 'c']);

	await page.unroute(/\?\/move$/);
	await page.route(/\?\/move$/, (route) => route.abort());
	await tile(page, names[2]).dragTo(tile(page, names[1]), { targetPosition: { x: 22, y: 4 } });
	await page.getByText(`${names[2]} could not be moved`).waitFor();
	expect(await order(page)).toEqual(['b', 'a', 'c']);
});

test('by keys alone: the menu of a tile moves it and gives the focus back', async ({ open }) => {
	const { ada, names, path } = await threeServers();
	const page = await open(ada);
	await visit(page, path);
	await tile(page, names[1]).focus();
	await page.keyboard.press('Shift+F10');
	const menu = page.getByRole('group', { name: names[1] });
	await menu.getByRole('button', { name: 'Move up' }).waitFor();
	await eventually(() =>
		menu.getByRole('button', { name: 'Move up' }).evaluate((one) => one === document.activeElement)
	).toBe(true);
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('Enter');
	await eventually(() => order(page)).toEqual(['a', 'c', 'b']);
	await menu.waitFor({ state: 'detached' });
	await eventually(() => tile(page, names[1]).evaluate((one) => one === document.activeElement)).toBe(true);

	await page.keyboard.press('Shift+F10');
	await menu.waitFor();
	expect(await menu.getByRole('button').allInnerTexts(), 'the last goes no lower').toEqual(['Move up']);
	await isForEverybody(page, [{ colorScheme: 'dark', width: 1440 }]);
	await page.keyboard.press('Escape');
	await menu.waitFor({ state: 'detached' });
	await eventually(() => tile(page, names[1]).evaluate((one) => one === document.activeElement)).toBe(true);
	expect(await order(page)).toEqual(['a', 'c', 'b']);
});

test('a name appears beside its tile after a moment, by pointer and by keys, and Escape takes it away', async ({
	open
}) => {
	const { ada, names, path } = await threeServers();
	const page = await open(ada);
	await visit(page, path);
	const tip = page.locator('[popover=manual]:popover-open');
	await tile(page, names[1]).hover();
	await eventually(() => tip.allInnerTexts()).toEqual([names[1]]);
	expect(await tile(page, names[1]).getAttribute('title'), 'not twice').toBeNull();
	const [box, own] = [await tip.boundingBox(), await tile(page, names[1]).boundingBox()];
	expect(box!.x).toBeGreaterThan(own!.x + own!.width);
	await page.keyboard.press('Escape');
	await tip.waitFor({ state: 'detached' });
	await tile(page, names[0]).focus();
	await page.keyboard.press('Tab');
	await eventually(() => tip.allInnerTexts()).toEqual([names[1]]);
	await page.keyboard.press('Tab');
	await eventually(() => tip.allInnerTexts()).toEqual([names[2]]);
});

test('the list of servers follows its tiles, and says where a server has gone', async ({ open }) => {
	const { ada, names } = await threeServers();
	const page = await open(ada);
	await page.goto('/servers');
	await page.locator('html[data-alive]').waitFor({ state: 'attached' });
	const down = page.getByRole('button', { name: `Move ${names[0]} down` });
	await down.click();
	await eventually(() => order(page)).toEqual(['b', 'a', 'c']);
	await page.getByText(`${names[0]} is now 2 of 3`).waitFor({ state: 'attached' });
	await eventually(() => down.evaluate((one) => one === document.activeElement)).toBe(true);
	await page.keyboard.press('Enter');
	await eventually(() => order(page)).toEqual(['b', 'c', 'a']);
	const listed = () => page.getByRole('main').getByRole('listitem').getByRole('link').allInnerTexts();
	await eventually(listed).toEqual([names[1], names[2], names[0]]);
	await tile(page, names[0]).dragTo(tile(page, names[1]), { targetPosition: { x: 22, y: 4 } });
	await eventually(listed).toEqual([names[0], names[1], names[2]]);
});

test('a server of somebody else is left from its tile or the list; one’s own cannot be', async ({ open }) => {
	const { ada, names, path } = await threeServers();
	const grace = await newPerson('Grace Hopper');
	const [first, second] = [await newServer(grace, unique('x')), await newServer(grace, unique('y'))];
	for (const place of [first, second]) await join(ada, place);
	const page = await open(ada);
	await visit(page, path);
	const menuOf = async (name: string) => {
		await tile(page, name).click({ button: 'right' });
		const menu = page.getByRole('group', { name });
		await menu.getByRole('link', { name: 'Your servers' }).waitFor();
		return menu;
	};
	const own = await menuOf(names[0]);
	expect(await own.getByRole('link', { name: 'Leave server' }).count()).toBe(0);
	await page.keyboard.press('Escape');
	await own.waitFor({ state: 'detached' });
	const [, , , , theirs] = await rail(page)
		.getByRole('link')
		.evaluateAll((tiles) => tiles.map((one) => one.ariaLabel ?? ''));
	await (await menuOf(theirs!)).getByRole('link', { name: 'Leave server' }).click();
	await page.getByRole('heading', { name: `Leave ${theirs}?` }).waitFor();
	await page.getByRole('main').getByRole('button', { name: 'Leave server' }).click();
	await page.getByText(`You left ${theirs}.`).waitFor();
	await eventually(() => order(page)).toEqual(['a', 'b', 'c', 'y']);

	await page.goto('/servers');
	const leaving = page.getByRole('main').getByRole('link', { name: /^Leave / });
	expect(await leaving.evaluateAll((all) => all.map((one) => one.ariaLabel?.slice(0, 7)))).toEqual(['Leave y']);
	await isForEverybody(page);
	await page.setViewportSize({ width: 1440, height: 900 });
	await leaving.click();
	await page.getByRole('main').getByRole('button', { name: 'Leave server' }).click();
	await eventually(() => order(page)).toEqual(['a', 'b', 'c']);
});
