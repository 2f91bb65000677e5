import type { BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { idOf } from '../http/database';
import { formsIn } from '../http/page';
import { join, newPerson, newServer, PASSWORD, Person, say } from '../person';
import { SESSION, session, signIn } from '../http/account';
import { elsewhere } from '../http/wire';
import { eventually, isAlive, remember, test, visit } from './browser';
import { line, log, twoPeople } from './channel';

const avatars = (page: Page) => log(page).locator('article img[src^="/files/"]');

test('P40, P11: a new name and picture are seen by everybody at once, also in lines that are there', async ({
	open
}) => {
	const ada = await newPerson('Ada Lovelace');
	const grace = await newPerson('Grace Hopper');
	const place = await newServer(ada);
	await join(grace, place);
	await say(grace, place, 'Written under the old name');
	const [hers, theirs] = [await open(ada), await open(grace)];
	await visit(hers, place.channel);
	const isTheSamePage = await remember(hers);
	await line(hers, 'Written under the old name').getByText('Grace Hopper').waitFor();

	await theirs.goto('/settings/profile');
	await isAlive(theirs);
	await theirs.getByLabel('Display name').fill('Amazing Grace');
	const picture = await sharp({ create: { width: 90, height: 90, channels: 3, background: '#36c' } })
		.png()
		.toBuffer();
	await theirs.getByLabel('Picture').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture });
	await theirs.getByRole('button', { name: 'Save' }).click();
	// Another process draws the picture anew, after everything else that is to be done.
	await theirs.getByText('Saved', { exact: true }).waitFor({ timeout: 60_000 });
	await eventually(() => theirs.getByText('Unsaved changes').count()).toBe(0);

	await line(hers, 'Written under the old name').getByText('Amazing Grace').waitFor();
	await avatars(hers).first().waitFor();
	await hers.getByRole('complementary', { name: 'Members' }).getByText('Amazing Grace').waitFor();
	expect(await hers.getByText('Grace Hopper').count()).toBe(0);
	expect(await isTheSamePage()).toBe(true);

	await theirs.getByLabel('Display name').fill('Somebody else');
	await theirs.getByRole('button', { name: 'Reset' }).click();
	await eventually(() => theirs.getByLabel('Display name').inputValue()).toBe('Amazing Grace');
});

test('P40: signing out elsewhere leads the other window to the sign-in, and this one stays', async ({ open }) => {
	const ada = await newPerson('Ada');
	const phone = new Person(ada.name, ada.email);
	phone.cookies.set(SESSION, encodeURIComponent(session(await signIn(ada.email, PASSWORD, elsewhere()))));
	const place = await newServer(ada);
	// Its socket may try once more before the page is gone.
	const [here, there] = [await open(ada), await open(phone, { expected: /WebSocket .* HTTP Authentication failed/ })];
	await visit(there, place.channel);
	await here.goto('/settings/devices');
	await isAlive(here);
	await here.getByText('Open now').waitFor();
	await here.getByRole('button', { name: 'Sign out everywhere else' }).click();
	await here.getByText('You are signed in nowhere else.').waitFor();
	await there.waitForURL(/\/sign-in/);
});

test('P40, P8: a deleted account leaves what it said, without its name, while others look on', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const grace = await newPerson('Grace Hopper');
	const place = await newServer(ada);
	await join(grace, place);
	await say(grace, place, 'I was here');
	const [hers, theirs] = [await open(ada), await open(grace)];
	await visit(hers, place.channel);
	const profile = await (await grace.open('/settings/profile')).text();
	const handle = formsIn(profile)
		.find(({ action }) => action === '?/save')!
		.fields.get('handle')!;
	await theirs.goto('/settings/account/delete');
	await isAlive(theirs);
	await theirs.getByLabel('Username').fill(handle);
	await theirs.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await theirs.getByRole('button', { name: 'Delete account' }).click();
	await theirs.getByText('Your account is deleted.').waitFor();

	await line(hers, 'I was here').getByText('Deleted person').waitFor();
	await eventually(() => hers.getByText('Grace Hopper').count()).toBe(0);
	expect(await hers.getByRole('complementary', { name: 'Members' }).getByRole('listitem').count()).toBe(1);
});

test('P36: density and size show at once, and from the first paint of the next page', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await say(ada, place, 'Measured');
	const hers = await open(ada);
	const size = () =>
		hers
			.locator('article .body')
			.first()
			.evaluate((body) => getComputedStyle(body.querySelector('p') ?? body).fontSize);
	await visit(hers, place.channel);
	expect(await size()).toBe('15px');
	await hers.goto('/settings/appearance');
	await isAlive(hers);
	const saved = hers.waitForResponse(/\?\/save$/);
	await hers.getByRole('slider', { name: 'Message size' }).fill('18');
	await saved;
	await hers.getByText('Compact', { exact: true }).click();
	await eventually(() => hers.evaluate(() => ({ ...document.documentElement.dataset }))).toMatchObject({
		density: 'compact',
		words: '18'
	});
	await eventually(async () => (await hers.context().cookies()).find(({ name }) => name === 'look')?.value).toBe(
		'compact.18'
	);
	await visit(hers, place.channel);
	expect(await size()).toBe('18px');
});

type Told = { title: string; body: string };
/** Writes down what the browser would show; Chromium without a screen shows nothing. */
async function notes(context: BrowserContext): Promise<void> {
	await context.grantPermissions(['notifications']);
	await context.addInitScript(() => {
		const told: unknown[] = [];
		class Shown {
			static permission = 'granted';
			static requestPermission = () => Promise.resolve('granted');
			constructor(title: string, { body }: { body: string }) {
				told.push({ title, body });
			}
			close(): void {}
		}
		Object.assign(globalThis, { Notification: Shown, told });
	});
}
const told = (page: Page) => page.evaluate(() => (globalThis as unknown as { told: Told[] }).told);
const toldIn = async (pages: Page[]) => (await Promise.all(pages.map(told))).flat();

test('P40: a direct message is told once, whichever of two windows is open, and not where it is in view', async ({
	open
}) => {
	const { ada, grace, place } = await twoPeople();
	const first = await open(grace);
	await notes(first.context());
	await first.goto('/settings/notifications');
	await isAlive(first);
	await first.getByRole('checkbox', { name: 'Direct messages, sound' }).uncheck();
	const second = await first.context().newPage();
	await Promise.all([visit(first, place.channel), visit(second, place.channel)]);
	const write = (body: string) =>
		idOf(grace).then((id) => ada.submit(`/direct/${id}?/send`, { body, nonce: crypto.randomUUID() }));

	await write('Lunch at noon?');
	await eventually(() => toldIn([first, second])).toEqual([{ title: 'Ada Lovelace', body: 'Lunch at noon?' }]);
	await first.close();
	await write('Or at one?');
	await eventually(() => told(second)).toContainEqual({ title: 'Ada Lovelace', body: 'Or at one?' });

	// A line in a channel that is in view, then a direct one that is not: when the second is told, the first would have been.
	const before = (await told(second)).length;
	await say(ada, place, 'Everybody sees this');
	await write('And dessert?');
	await eventually(async () => (await told(second)).slice(before)).toEqual([
		{ title: 'Ada Lovelace', body: 'And dessert?' }
	]);
});
