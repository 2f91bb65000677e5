import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { pathOf, placeOf } from '../http/matrix/ask';
import { everythingAsked } from '../http/matrix/routes';
import { rows } from '../http/matrix/rows';
import { World } from '../http/matrix/world';
import { button, callers, enter, hearsAndSees, tile, watchConnections } from './calling';
import { eventually, isAlive, nextFrame, test, visit, type Guest, type Open } from './browser';
import { line, twoPeople, write } from './channel';
import { box, card, choose, isReady, note, picture, send, sound } from './files';

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world?.end());

/** What browsers say of a policy that refused something, or that they cannot read. */
const ofPolicies = /Content.Security.Policy|Permissions.Policy|Cross-Origin-Opener-Policy|unsafe-|violates/i;

/** A window that notes what a policy refuses: what the page is told, and what the browser says even with scripts off. */
async function guarded(open: Open, who: Guest | null, wishes: Parameters<Open>[1] = {}) {
	const refused: string[] = [];
	const page = await open(who, { ...wishes, expected: new RegExp(`${ofPolicies.source}|status of 4`, 'i') });
	page.on('console', (said) => ofPolicies.test(said.text()) && refused.push(`${page.url()}: ${said.text()}`));
	await page.exposeFunction('refused', (what: string) => refused.push(`${page.url()}: ${what}`));
	await page.addInitScript(() =>
		document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample, sourceFile }) =>
			(globalThis as unknown as { refused: (what: string) => void }).refused(
				`${effectiveDirective} ${blockedURI} ${sample} ${sourceFile}`
			)
		)
	);
	return { page, refused };
}

test.for([true, false])('T47: the watch sees what it is for, with scripts: %j', async (javaScriptEnabled, { open }) => {
	const { page, refused } = await guarded(open, null, { javaScriptEnabled });
	await page.route('/sign-in', async (route) => {
		const answer = await route.fetch();
		const body = (await answer.text()).replace('</main>', '<p style="color: red">x</p><style>p {}</style></main>');
		await route.fulfill({ response: answer, body });
	});
	await page.goto('/sign-in');
	await eventually(() => refused.length).toBeGreaterThan(1);
	expect(refused.join()).toContain('style-src');
});

const pages = rows.filter(({ ask }) => ask.startsWith('page '));

test('T47: the crawl knows every page of src/routes', () => {
	const asked = everythingAsked().filter((one) => one.startsWith('page '));
	expect([...new Set(pages.map(({ ask }) => ask))].sort()).toEqual(asked);
});

test.for([
	['owner', true],
	['owner', false],
	['guest', true],
	['anonymous', true],
	['anonymous', false]
] as const)(
	'T47: no page has anything that the policy refuses: as %s, with scripts: %j',
	{ timeout: 240_000 },
	async ([who, javaScriptEnabled], { open }) => {
		const { page, refused } = await guarded(open, who === 'anonymous' ? null : world.visitors[who], {
			javaScriptEnabled
		});
		let seen = 0;
		const waitedAt = new Set<string>();
		for (const row of pages) {
			const place = placeOf(row, world.home, who, world);
			const path = pathOf(row, place);
			const answer = await page.goto(path);
			const isThere = answer?.status() === 200;
			if (isThere) seen++;
			const { pathname } = new URL(page.url());
			// Strangers are sent to the same few pages again and again.
			if (who === 'anonymous' && !waitedAt.has(pathname)) await page.waitForLoadState('networkidle');
			waitedAt.add(pathname);
			if (who !== 'anonymous' && isThere && javaScriptEnabled && row.ask.includes('/(app)/')) await isAlive(page);
			if (javaScriptEnabled) await nextFrame(page);
			else expect([path, await page.locator('[style]').count()]).toEqual([path, 0]);
			expect([path, refused]).toEqual([path, []]);
		}
		expect(seen).toBeGreaterThan(who === 'anonymous' ? 2 : 15);
	}
);

test('T47: what is opened, sent and looked at from a channel asks for nothing that is refused', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const { page, refused } = await guarded(open, ada);
	const close = async () => {
		await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
		await page.getByRole('dialog').waitFor({ state: 'detached' });
	};
	const isClean = (what: string) => expect([what, refused]).toEqual([what, []]);
	await visit(page, place.channel);
	for (const link of ['Add a server', 'Invite people', 'Create channel']) {
		await page.getByRole('link', { name: link }).first().click();
		await page.getByRole('dialog').waitFor();
		isClean(link);
		await close();
	}
	await page.locator('summary.server-menu').click();
	await page.getByRole('link', { name: 'Members' }).first().click();
	await page.getByRole('dialog', { name: 'Members' }).waitFor();
	await close();
	await page.locator('summary.status-menu').click();
	await page.keyboard.press('Escape');
	isClean('menus');

	await page.getByRole('button', { name: 'Emoji', exact: true }).click();
	const emoji = page.getByRole('dialog', { name: 'Emoji' });
	await emoji.getByLabel('Search emoji').fill('wave');
	await nextFrame(page);
	// The first one empties the search.
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await emoji.waitFor({ state: 'detached' });
	isClean('the picker of emoji');
	await write(page, 'Words with **weight**, `code`, ||a secret||\n```js\nconst a = 1;\n```');
	const mine = line(page, 'Words with').and(page.locator('[id^=m-]'));
	await mine.hover();
	await mine.getByLabel('More').click();
	await page.getByRole('button', { name: 'Delete message' }).waitFor();
	await page.keyboard.press('Escape');
	await box(page).pressSequentially('@gra');
	await page.getByRole('listbox').waitFor();
	await page.keyboard.press('Escape');
	isClean('a menu of a message, and completing');

	await choose(page, [await picture('dome.png'), sound('bell.wav'), note('note.txt')]);
	for (const name of ['dome.png', 'bell.wav', 'note.txt']) await isReady(page, name);
	await card(page, 'dome.png').locator('img').waitFor();
	isClean('files on their way');
	await send(page).click();
	const shown = page.locator('article a.picture').first();
	await shown.waitFor();
	isClean('files that were sent');
	await shown.click();
	await page.getByRole('dialog', { name: 'Pictures' }).getByRole('img').first().waitFor();
	await page.keyboard.press('Escape');
	// Kit reads the title of each next page out by a part of its own.
	await page.getByRole('link', { name: 'Settings' }).first().click();
	await page.waitForURL(/\/settings/);
	await eventually(() => page.locator('#svelte-announcer').textContent()).toContain('Profile');
	expect((await page.locator('#svelte-announcer').boundingBox())!.width).toBeLessThanOrEqual(1);
	isClean('pictures and the next page');
}, 120_000);

test('T47: a call of two with cameras asks for nothing that is refused', async ({ open }) => {
	const { some, place } = await callers();
	const windows = await Promise.all(some.map((person) => guarded(open, person)));
	const [hers, theirs] = windows.map(({ page }) => page) as [Page, Page];
	await Promise.all([hers, theirs].map(watchConnections));
	for (const page of [hers, theirs]) {
		await enter(page, place.video);
		await button(page, 'Camera').click();
	}
	await Promise.all([hearsAndSees(hers, 1), hearsAndSees(theirs, 1)]);
	await button(hers, 'Share your screen').click();
	await tile(theirs, 'Ada Lovelace’s screen').locator('video').waitFor();
	await tile(hers, /^Grace Hopper/).hover();
	await tile(hers, /^Grace Hopper/)
		.getByRole('button')
		.click();
	await hers.getByRole('dialog').waitFor();
	for (const { refused } of windows) expect(refused).toEqual([]);
}, 120_000);
