import { fourLooks, isForEverybody } from './axe';
import { test, visit } from './browser';
import { composer, line, twoPeople, write } from './channel';

test('dialogs are for everybody', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, place.channel);
	await hers.getByRole('link', { name: 'Add a server' }).click();
	await hers.getByRole('dialog', { name: 'Create a server' }).waitFor();
	await isForEverybody(hers);
	await hers.setViewportSize({ width: 1440, height: 844 });
	await hers.getByRole('button', { name: 'Close' }).click();
	await hers.getByRole('complementary', { name: 'Channels' }).getByRole('link', { name: 'Invite people' }).click();
	await hers.getByRole('dialog', { name: 'Invite people' }).waitFor();
	await isForEverybody(hers);
	await hers.setViewportSize({ width: 900, height: 844 });
	await hers.getByRole('button', { name: 'Close' }).click();
	await hers.getByRole('main').getByRole('link', { name: 'Members' }).click();
	await hers.getByRole('dialog', { name: 'Members' }).waitFor();
	await isForEverybody(hers);
});

test('menus, the editor and a failed message are for everybody', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada, { expected: /status of 403/ });
	await visit(hers, place.channel);
	await write(hers, 'Here to be edited');
	const mine = line(hers, 'Here to be edited').and(hers.locator('[id^=m-]'));
	await mine.hover();
	await mine.getByLabel('More').click();
	await hers.getByRole('button', { name: 'Delete message' }).waitFor();
	await isForEverybody(hers);
	await hers.keyboard.press('Escape');
	await hers.setViewportSize({ width: 1440, height: 844 });
	await hers.locator('summary.server-menu').click();
	await hers.getByRole('link', { name: 'Members' }).first().waitFor();
	// A click beside the menu closes it, so what it half covers is nothing to aim at.
	await isForEverybody(
		hers,
		fourLooks.filter(({ width }) => width === 1440),
		'details:has(> summary.server-menu)'
	);
	await hers.keyboard.press('Escape');
	await composer(hers).press('ArrowUp');
	await hers.getByRole('textbox', { name: 'Edit message' }).waitFor();
	await isForEverybody(hers);
	await hers.keyboard.press('Escape');
	await hers.route(/\?\/send$/, (route) =>
		route.fulfill({ status: 403, json: { type: 'error', status: 403, error: { message: 'You may not write here.' } } })
	);
	await write(hers, 'Not for this channel');
	await hers.getByText('Not sent').waitFor();
	await isForEverybody(hers);
});

test('an empty channel and a lost connection are for everybody', async ({ open }) => {
	const { grace } = await twoPeople();
	const theirs = await open(grace);
	await theirs.routeWebSocket(/\/realtime$/, (socket) => socket.close());
	await theirs.goto('/servers/new');
	await theirs.getByLabel('Name', { exact: true }).fill('Somewhere quiet');
	await theirs.getByRole('button', { name: 'Create server' }).click();
	await theirs.getByText('It’s yours, and it’s empty.').waitFor();
	await theirs.getByText('showing updates every second').waitFor();
	await isForEverybody(theirs);
});

test('forms say what is wrong to everybody', async ({ open }) => {
	const page = await open(null, { expected: /status of 400/ });
	await page.goto('/sign-up', { waitUntil: 'networkidle' });
	await page.getByRole('button', { name: 'Create account' }).click();
	await page.getByRole('alert').first().waitFor();
	await isForEverybody(page);
	await page.goto('/sign-in', { waitUntil: 'networkidle' });
	await page.getByLabel('Email').fill('nobody@example.org');
	await page.getByLabel('Password', { exact: true }).fill('not the password');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.getByText('That email and password don’t match.').waitFor();
	await isForEverybody(page);
});

test('P39: the page of a closed door is for everybody, and switching accounts leads to the way in', async ({
	open
}) => {
	const { grace, place } = await twoPeople();
	const theirs = await open(grace, { expected: /status of 403/ });
	await theirs.goto(`${place.path}/settings`);
	await theirs.getByRole('heading', { name: 'This one’s private' }).waitFor();
	await isForEverybody(theirs, fourLooks);
	await theirs.getByRole('button', { name: 'Switch account' }).click();
	await theirs.waitForURL(`**/sign-in?next=${encodeURIComponent(`${place.path}/settings`)}`);
});
