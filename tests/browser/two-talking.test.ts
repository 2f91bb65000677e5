import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { say } from '../person';
import { isForEverybody } from './axe';
import { eventually, isAlive, nextFrame, test, visit } from './browser';
import { composer, isSent, line, log, twoPeople, words, write } from './channel';

/** How soon what one does is to be seen by the others, in milliseconds. */
const SOON = 2000;

/** Waits until each page shows it, and says how long that took. */
async function seenBy(pages: Page[], look: (page: Page) => Promise<unknown>): Promise<void> {
	const from = performance.now();
	await Promise.all(pages.map(look));
	expect(performance.now() - from, 'milliseconds until everybody saw it').toBeLessThan(SOON);
}

async function menuOf(page: Page, message: Locator): Promise<void> {
	const { height } = (await message.boundingBox())!;
	await message.click({ button: 'right', position: { x: 400, y: height - 8 } });
	await page.getByRole('group', { name: /^Message of/ }).waitFor();
}
const choose = (page: Page, words: string) => page.getByRole('button', { name: words, exact: true }).last().click();
const pill = (page: Page, text: string, label: string) =>
	line(page, text).getByRole('button', { name: label, exact: true });

test('P20: two people answer, react, call, pin, edit and delete; both see it at once, and so does one without a socket', async ({
	open
}) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	const phone = await open(grace, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
	await phone.addInitScript(() => (Math.random = () => 0.1));
	await phone.routeWebSocket(/\/realtime$/, (socket) => socket.close());
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	await phone.goto(place.channel);
	await phone.locator('[data-connection=waiting]').waitFor({ state: 'attached' });
	const everywhere = [hers, theirs, phone];

	await write(theirs, 'Is the mast up?');
	await seenBy(everywhere, (page) => line(page, 'Is the mast up?').waitFor());
	// Asking each second begins after three tries in vain.
	await isSent(theirs, 'Is the mast up?');

	await line(hers, 'Is the mast up?').hover();
	await line(hers, 'Is the mast up?').getByLabel('Reply').click();
	await hers.getByText('Replying to Grace Hopper').waitFor();
	await eventually(() => composer(hers).evaluate((box) => box === document.activeElement), 'the focus').toBe(true);
	await write(hers, 'It is');
	expect(await hers.getByText('Replying to').count(), 'once').toBe(0);
	const answer = (page: Page) =>
		log(page)
			.getByRole('article')
			.filter({ has: page.getByText('It is', { exact: true }) });
	await seenBy(everywhere, (page) => answer(page).getByText('In answer to').waitFor());
	for (const page of [theirs, phone]) expect(await answer(page).getAttribute('class')).toContain('for-me');
	expect(await answer(hers).getAttribute('class')).not.toContain('for-me');

	await line(theirs, 'In answer to').hover();
	await line(theirs, 'In answer to').getByLabel('React with 👍').click();
	await seenBy([theirs, phone], (page) => pill(page, 'In answer to', '👍, 1, you reacted').waitFor());
	await seenBy([hers], (page) => pill(page, 'In answer to', '👍, 1').waitFor());
	await pill(hers, 'In answer to', '👍, 1').click();
	await seenBy([theirs, phone], (page) => pill(page, 'In answer to', '👍, 2, you reacted').waitFor());
	expect(await pill(theirs, 'In answer to', '👍, 2, you reacted').getAttribute('title')).toBe(
		'Grace Hopper and Ada Lovelace'
	);
	await pill(theirs, 'In answer to', '👍, 2, you reacted').click();
	await seenBy([theirs, phone], (page) => pill(page, 'In answer to', '👍, 1').waitFor());
	await seenBy([hers], (page) => pill(page, 'In answer to', '👍, 1, you reacted').waitFor());

	const profile = await (await grace.open('/settings')).text();
	const [, handle] = /@([a-z0-9._]+)</.exec(profile)!;
	await write(hers, `@${handle} see #general`);
	await seenBy(everywhere, (page) =>
		log(page)
			.getByRole('link', { name: `@${handle}`, exact: true })
			.waitFor()
	);
	expect(await line(phone, 'see #general').getAttribute('class')).toContain('for-me');
	await log(theirs)
		.getByRole('link', { name: `@${handle}`, exact: true })
		.click();
	await theirs.getByRole('dialog').getByText(`@${handle}`).waitFor();
	await theirs.getByRole('button', { name: 'Close' }).click();

	await menuOf(hers, line(hers, 'see #general'));
	await choose(hers, 'Pin to channel');
	await seenBy(everywhere, (page) => line(page, 'see #general').getByTitle('Pinned').waitFor());
	await theirs.getByRole('link', { name: 'Pinned messages' }).click();
	await theirs.getByRole('dialog').getByText('see #general').waitFor();
	expect(await theirs.getByRole('button', { name: 'Unpin' }).count(), 'not for guests').toBe(0);
	await theirs.getByRole('dialog').getByRole('link', { name: 'Jump' }).click();
	await theirs.getByRole('dialog').waitFor({ state: 'detached' });

	await menuOf(theirs, theirs.locator('#m-1'));
	await choose(theirs, 'Edit');
	await theirs.getByRole('textbox', { name: 'Edit message' }).fill('Is the mast standing?');
	await theirs.keyboard.press('Enter');
	await seenBy(everywhere, (page) => answer(page).getByText('Is the mast standing?').waitFor());

	await menuOf(theirs, theirs.locator('#m-1'));
	await choose(theirs, 'Delete message');
	await seenBy(everywhere, (page) => answer(page).getByText('This message was deleted.').waitFor());
	for (const page of everywhere)
		expect((await words(page)).map((text) => text.split('\n')[0]!.trim())).toEqual([
			'It is',
			`@${handle} see #general`
		]);

	await menuOf(hers, line(hers, 'see #general'));
	await choose(hers, 'Unpin');
	await seenBy(everywhere, (page) => line(page, 'see #general').getByTitle('Pinned').waitFor({ state: 'detached' }));
});

test('a reaction is there at once, and gone again with a word when it could not be given', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, 'Hello');
	const hers = await open(ada, { expected: /status of 500|ERR_FAILED/ });
	await visit(hers, place.channel);
	let [isBroken, go] = [false, () => {}];
	const held = new Promise<void>((resolve) => (go = resolve));
	await hers.route(/\?\/react$/, async (route) => {
		await held;
		await (isBroken ? route.abort() : route.continue());
	});
	await line(hers, 'Hello').hover();
	await line(hers, 'Hello').getByLabel('React with ❤️').click();
	await pill(hers, 'Hello', '❤️, 1, you reacted').waitFor();
	// Changed one's mind before the first answer: both are sent, in order.
	await pill(hers, 'Hello', '❤️, 1, you reacted').click();
	await pill(hers, 'Hello', '❤️, 1, you reacted').waitFor({ state: 'detached' });
	go();
	await eventually(
		async () =>
			(await ada.json<{ messages: { rev: number }[] }>(`/api/channels/${place.channelId}/messages?limit=1`)).body
				.messages[0]!.rev
	).toBe(3);
	expect(await line(hers, 'Hello').getByRole('button', { pressed: true }).count()).toBe(0);

	isBroken = true;
	await line(hers, 'Hello').hover();
	await line(hers, 'Hello').getByLabel('React with ❤️').click();
	await hers.getByText('Your ❤️ could not be added.').waitFor();
	expect(await line(hers, 'Hello').getByRole('button', { pressed: true }).count()).toBe(0);
});

test('keys on a message: reply, copy, react, edit, and two for deleting', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await say(ada, place, 'One');
	await say(ada, place, 'Two');
	const hers = await open(ada, { permissions: ['clipboard-read', 'clipboard-write'] });
	await visit(hers, place.channel);
	const focus = async (text: 'One' | 'Two') => {
		await log(hers).focus();
		await eventually(async () => {
			await hers.keyboard.press(text === 'One' ? 'Home' : 'End');
			return hers.evaluate(() => document.activeElement?.id);
		}).toBe(text === 'One' ? 'm-1' : 'm-2');
		await line(hers, text).getByLabel('More').waitFor();
	};
	await focus('One');
	await hers.keyboard.press('c');
	await hers.getByText('Text copied').waitFor();
	expect(await hers.evaluate(() => navigator.clipboard.readText())).toBe('One');
	await hers.keyboard.press('r');
	await hers.getByText('Replying to Ada Lovelace').waitFor();
	await hers.keyboard.press('Escape');
	await hers.getByText('Replying to').waitFor({ state: 'detached' });

	await focus('One');
	await hers.keyboard.press('Shift+F10');
	await hers.getByRole('group', { name: 'Message of Ada Lovelace' }).waitFor();
	await choose(hers, 'Copy link');
	await hers.getByText('Link copied').waitFor();
	expect(await hers.evaluate(() => navigator.clipboard.readText())).toMatch(/\/channels\/\d+\?around=1#m-1$/);
	await eventually(() => hers.evaluate(() => document.activeElement?.id), 'back on the message').toBe('m-1');

	await hers.keyboard.press('+');
	await hers.getByRole('dialog', { name: 'Emoji' }).getByLabel('Search emoji').fill('rocket');
	await hers.getByRole('dialog', { name: 'Emoji' }).getByRole('button', { name: 'rocket' }).first().click();
	await pill(hers, 'One', '🚀, 1, you reacted').waitFor();

	await focus('Two');
	await hers.keyboard.press('e');
	await hers.getByRole('textbox', { name: 'Edit message' }).waitFor();
	await hers.keyboard.press('Escape');
	await focus('Two');
	await hers.keyboard.press('Delete');
	await eventually(() => hers.evaluate(() => document.activeElement?.textContent?.trim())).toContain('Delete message');
	expect(await words(hers), 'nothing is deleted by one key').toEqual(['One', 'Two']);
	await hers.keyboard.press('Delete');
	await hers.getByText('This message was deleted.').waitFor();
	expect(await words(hers)).toEqual(['One']);
});

test('on a touch screen a long press brings the menu, and pushing a message aside answers it', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, 'Push me');
	const phone = await open(ada, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
	await visit(phone, place.channel);
	const wire = await phone.context().newCDPSession(phone);
	const box = (await line(phone, 'Push me').boundingBox())!;
	const at = (x: number) => ({ touchPoints: [{ x: box.x + x, y: box.y + box.height - 12 }] });

	await wire.send('Input.dispatchTouchEvent', { type: 'touchStart', ...at(200) });
	await phone.getByRole('button', { name: 'Copy text' }).waitFor();
	await wire.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await nextFrame(phone);
	expect(await phone.getByRole('button', { name: 'Copy text' }).isVisible(), 'after the finger is lifted').toBe(true);
	await isForEverybody(phone, [{ colorScheme: 'light', width: 390 }], '.context-menu');
	await phone.touchscreen.tap(200, 60);
	await phone.getByRole('button', { name: 'Copy text' }).waitFor({ state: 'detached' });

	await wire.send('Input.dispatchTouchEvent', { type: 'touchStart', ...at(250) });
	for (const x of [240, 220, 190, 170, 160]) {
		await nextFrame(phone);
		await wire.send('Input.dispatchTouchEvent', { type: 'touchMove', ...at(x) });
	}
	await wire.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
	await phone.getByText('Replying to Grace Hopper').waitFor();
});

test('menus, pills and calls are for everybody', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, 'First');
	await grace.submit(`${place.channel}?/send`, { body: 'Second, see #general', replyTo: '1' });
	for (const who of [ada, grace])
		await who.submit(`${place.channel}?/react`, { seq: '2', emoji: '🎉', isGiven: 'true' });
	await ada.submit(`${place.channel}?/send`, { body: 'Third', replyTo: '2' });
	await ada.submit(`${place.channel}?/pin`, { seq: '2' });
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	await line(theirs, 'Third').hover();
	await line(theirs, 'Third').getByLabel('More').waitFor();
	await isForEverybody(theirs);
	await theirs.setViewportSize({ width: 1440, height: 844 });
	await menuOf(theirs, line(theirs, 'Third'));
	await isForEverybody(theirs, undefined, '.context-menu');
	await theirs.keyboard.press('Escape');
	await theirs.setViewportSize({ width: 1440, height: 844 });
	await theirs.getByRole('link', { name: 'Pinned messages' }).click();
	await theirs.getByRole('dialog').waitFor();
	await isForEverybody(theirs, undefined, '[role=dialog]');
});

test('what somebody pushed off the page is found again by its answer', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, 'Long ago');
	for (let count = 0; count < 70; count++) await say(ada, place, `Line ${count}`);
	await grace.submit(`${place.channel}?/send`, { body: 'As I said', replyTo: '1' });
	const hers = await open(ada);
	await hers.goto(place.channel);
	await isAlive(hers);
	await line(hers, 'As I said').getByText('In answer to').click();
	await hers.locator('#m-1').waitFor();
	await eventually(() => hers.locator('#m-1').getAttribute('data-flash'), 'it stands out').toBe('');
});
