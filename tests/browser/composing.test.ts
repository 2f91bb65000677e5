import { createConnection } from 'mysql2/promise';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { say, unique, type Place } from '../person';
import { isForEverybody } from './axe';
import { baseUrl, eventually, hold, isLive, nextFrame, test, visit, type Open } from './browser';
import { composer, isSent, line, twoPeople, words } from './channel';

/** The box for words, whatever else it is just now. */
const box = (page: Page) => page.locator('form.composer textarea');
const list = (page: Page, name: string) => page.getByRole('listbox', { name });
const choices = (page: Page) => page.getByRole('option');
const picker = (page: Page) => page.getByRole('dialog', { name: 'Emoji' });

async function atTheBox(open: Open, wishes = {}) {
	const { ada, grace, place } = await twoPeople();
	const hers = await open(ada, wishes);
	await visit(hers, place.channel);
	await box(hers).focus();
	return { hers, ada, grace, place };
}

/** Makes another channel and answers its address. */
async function secondChannel(page: Page, path: string, name: string): Promise<string> {
	await page.goto(`${path}/channels/new`);
	await page.getByLabel('Name', { exact: true }).fill(name);
	await page.getByRole('button', { name: 'Create channel' }).click();
	await page.waitForURL(/\/channels\/\d+$/);
	return new URL(page.url()).pathname;
}

/** So many join that a page does not know them all; answers the handle of the last one. */
async function withCrowd(place: Place): Promise<string> {
	const database = await createConnection({ uri: inject('servedDatabaseUrl'), timezone: 'Z' });
	const handle = unique('zita').slice(0, 32);
	const people = Array.from({ length: 101 }, (_, n) => ({
		id: String(BigInt(place.id) + BigInt(n + 1)),
		handle: n === 100 ? handle : unique(`crowd${n}`).slice(0, 32),
		name: n === 100 ? 'Zita Far' : `Somebody ${n}`,
		at: new Date(Date.now() + n * 1000)
	}));
	await database.query('insert into users (id, handle, display_name, created_at) values ?', [
		people.map(({ id, handle, name, at }) => [id, handle, name, at])
	]);
	await database.query('insert into members (community_id, user_id, role, joined_at) values ?', [
		people.map(({ id, at }) => [place.id, id, 'guest', at])
	]);
	await database.end();
	return handle;
}

test('P18: drafts survive another channel, a reload and a closed window, and end when they are sent', async ({
	open
}) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	const other = await secondChannel(hers, place.path, 'telescopes');
	const channels = hers.getByRole('navigation', { name: 'Channels' });
	const row = (name: string) => channels.locator('a.channel', { hasText: name });
	await visit(hers, place.channel);
	await box(hers).fill('Half a\nthought');
	await row('telescopes').click();
	await hers.waitForURL(`**${other}`);
	expect(await box(hers).inputValue()).toBe('');
	await eventually(() => row('general').innerText()).toContain('draft');
	await box(hers).fill('Another one');
	await row('general').click();
	await eventually(() => box(hers).inputValue()).toBe('Half a\nthought');
	await eventually(() => row('telescopes').innerText()).toContain('draft');
	expect(await row('general').innerText(), 'the channel one is in shows it by itself').not.toContain('draft');

	await hers.reload();
	await eventually(() => box(hers).inputValue()).toBe('Half a\nthought');
	const again = await hers.context().newPage();
	await hers.close();
	await visit(again, place.channel);
	await eventually(() => box(again).inputValue()).toBe('Half a\nthought');
	await box(again).press('Enter');
	await isSent(again, 'thought');
	await again.reload();
	await isLive(again);
	await eventually(() => again.locator('a.channel', { hasText: 'telescopes' }).innerText()).toContain('draft');
	expect(await box(again).inputValue()).toBe('');
	expect(await again.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('draft')).length)).toBe(
		1
	);
});

test('two windows of one person share a draft, but never under the cursor', async ({ open }) => {
	const { hers, place } = await atTheBox(open);
	const second = await hers.context().newPage();
	await visit(second, place.channel);
	await second.getByRole('log').focus();
	await hers.bringToFront();
	await box(hers).pressSequentially('From here');
	await eventually(() => box(second).inputValue()).toBe('From here');
	await box(second).focus();
	await second.keyboard.type(', and there');
	await hers.getByRole('log').focus();
	await eventually(() => box(second).inputValue()).toBe('From here, and there');
	await box(second).press('Enter');
	await isSent(second, 'From here, and there');
	await eventually(() => box(hers).inputValue()).not.toBe('From here, and there');
});

test('emoji, people and channels are completed with the keyboard', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).pressSequentially('Well done :ta');
	await list(hers, 'Emoji').waitFor();
	expect(await box(hers).getAttribute('role')).toBe('combobox');
	expect(await box(hers).getAttribute('aria-expanded')).toBe('true');
	const active = () => box(hers).getAttribute('aria-activedescendant');
	const selected = () => hers.locator('[role=option][aria-selected=true]').getAttribute('id');
	const first = await active();
	expect(first).toBe(await selected());
	await hers.keyboard.press('ArrowDown');
	await eventually(active).not.toBe(first);
	expect(await active()).toBe(await selected());
	await hers.keyboard.press('ArrowUp');
	await box(hers).pressSequentially('da');
	await eventually(() => choices(hers).first().innerText()).toContain(':tada:');
	await hers.keyboard.press('Enter');
	await eventually(() => box(hers).inputValue()).toBe('Well done 🎉 ');
	expect(await box(hers).getAttribute('role'), 'a box for words again').toBeNull();
	expect(await words(hers), 'Enter sent nothing').toEqual([]);

	await box(hers).pressSequentially('@gra');
	await eventually(() => choices(hers).first().innerText()).toContain('Grace Hopper');
	await hers.keyboard.press('Tab');
	await eventually(() => box(hers).inputValue()).toMatch(/^Well done 🎉 @grace[\w.]* $/);
	await box(hers).pressSequentially('see #ge');
	await list(hers, 'Channels').waitFor();
	await hers.keyboard.press('Enter');
	await eventually(() => box(hers).inputValue()).toMatch(/see #general $/);
	await hers.keyboard.press('Enter');
	await isSent(hers, 'Well done');
});

test('Escape closes the list and leaves the words; Enter then sends them', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).pressSequentially('Not :ta');
	await list(hers, 'Emoji').waitFor();
	await hers.keyboard.press('Escape');
	await list(hers, 'Emoji').waitFor({ state: 'detached' });
	await box(hers).pressSequentially('d');
	await nextFrame(hers);
	expect(await choices(hers).count(), 'it stays closed for this word').toBe(0);
	expect(await box(hers).inputValue()).toBe('Not :tad');
	await hers.keyboard.press('Enter');
	await isSent(hers, 'Not :tad');
});

test('an emoji typed out changes at once, and nothing that only looks like one', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).pressSequentially('Yes :tada:');
	await eventually(() => box(hers).inputValue()).toBe('Yes 🎉');
	await hers.keyboard.press('Control+z');
	await eventually(() => box(hers).inputValue(), 'it can be undone').toContain(':tada');
	for (const text of ['At 12:30:', 'A :) and :D', 'http://a.b/:tada:', '`:tada:`', ':nothing_like_this:']) {
		await box(hers).fill('');
		await box(hers).pressSequentially(text);
		await nextFrame(hers);
		expect(await box(hers).inputValue()).toBe(text);
	}
});

test('pasted words open nothing, and Enter sends them', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).pressSequentially(':ta');
	await list(hers, 'Emoji').waitFor();
	await box(hers).fill('All of #general');
	await box(hers).press('Enter');
	await isSent(hers, 'All of #general');
});

test('people who are not at hand are asked for, after a pause', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const zita = await withCrowd(place);
	const hers = await open(ada);
	const asked: string[] = [];
	hers.on('request', (request) => {
		const { pathname, searchParams } = new URL(request.url());
		if (pathname.endsWith('/people')) asked.push(searchParams.get('q') ?? '');
	});
	await visit(hers, place.channel);
	await box(hers).pressSequentially('@zit');
	await eventually(() => choices(hers).allInnerTexts()).toHaveLength(1);
	expect(await choices(hers).innerText()).toContain('Zita Far');
	await hers.keyboard.press('Enter');
	await eventually(() => box(hers).inputValue()).toBe(`@${zita} `);
	expect(asked, 'not each letter').toEqual(['zit']);
});

test('mentioning everyone is offered to those who may', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	for (const [who, expected] of [
		[ada, ['@everyone']],
		[grace, []]
	] as const) {
		const page = await open(who);
		await visit(page, place.channel);
		await box(page).pressSequentially('@');
		await list(page, 'People').waitFor();
		const texts = await choices(page).allInnerTexts();
		expect(texts.filter((text) => text.includes('@everyone')).length).toBe(expected.length);
		expect(texts.some((text) => text.includes('@moderators'))).toBe(true);
	}
});

test('the picker opens and is used by keyboard, gives the focus back, and nothing leaves the origin', async ({
	open
}) => {
	const { hers } = await atTheBox(open);
	const foreign: string[] = [];
	hers.on('request', (request) => void (request.url().startsWith(baseUrl) || foreign.push(request.url())));
	await box(hers).pressSequentially('So ');
	await hers.keyboard.press('Tab');
	await hers.keyboard.press('Enter');
	await picker(hers).waitFor();
	await eventually(() => hers.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search emoji');
	await hers.keyboard.type('rocket');
	await eventually(() => picker(hers).getByRole('tabpanel').getByRole('button').first().innerText()).toBe('🚀');
	await hers.keyboard.press('Enter');
	await picker(hers).waitFor({ state: 'detached' });
	await eventually(() => box(hers).inputValue()).toBe('So 🚀');
	expect(await box(hers).evaluate((field) => field === document.activeElement)).toBe(true);

	await hers.keyboard.press('Tab');
	await hers.keyboard.press('Enter');
	await picker(hers).waitFor();
	await eventually(() => picker(hers).getByRole('button', { name: 'rocket' }).count(), 'the last one is recent').toBe(
		1
	);
	await hers.keyboard.press('ArrowDown');
	await hers.keyboard.press('ArrowRight');
	await eventually(() => hers.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('thumbs up');
	await hers.keyboard.press('Escape');
	await picker(hers).waitFor({ state: 'detached' });
	await eventually(() => hers.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'its button').toBe(
		'Emoji'
	);
	expect(await box(hers).inputValue()).toBe('So 🚀');
	expect(foreign).toEqual([]);
});

test('the button closes what it opened, and a click beside it too', async ({ open }) => {
	const { hers } = await atTheBox(open);
	const button = hers.getByRole('button', { name: 'Emoji', exact: true });
	await button.click();
	await picker(hers).waitFor();
	await button.click();
	await picker(hers).waitFor({ state: 'detached' });
	await button.click();
	await picker(hers).waitFor();
	await box(hers).click();
	await picker(hers).waitFor({ state: 'detached' });
});

test('the counter comes near the limit, and too many words stay and are not sent', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).fill('a'.repeat(3799));
	expect(await hers.getByText('characters left').count()).toBe(0);
	await box(hers).fill('a'.repeat(3990));
	await hers.getByText('10 characters left').waitFor();
	await box(hers).fill('a'.repeat(4001));
	await hers.getByRole('alert').filter({ hasText: '1 character too many. Messages can be up to 4,000.' }).waitFor();
	await box(hers).press('Enter');
	await hers.getByRole('button', { name: 'Send' }).click();
	expect(await box(hers).inputValue()).toHaveLength(4001);
	expect(await words(hers)).toEqual([]);
});

test('a letter typed in the log goes to the box, with what it says', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await say(ada, place, 'Anybody?');
	const hers = await open(ada);
	await visit(hers, place.channel);
	await hers.getByRole('log').focus();
	await hers.keyboard.type('Hello');
	await eventually(() => box(hers).inputValue()).toBe('Hello');
	await hers.keyboard.press('Enter');
	await isSent(hers, 'Hello');
});

test('the editor of a message completes too', async ({ open }) => {
	const { ada, place } = await twoPeople();
	await say(ada, place, 'Thank you');
	const hers = await open(ada);
	await visit(hers, place.channel);
	await box(hers).press('ArrowUp');
	const editor = hers.locator('form.editor textarea');
	await editor.pressSequentially(' @gra');
	await list(hers, 'People').waitFor();
	await hers.keyboard.press('Escape');
	await list(hers, 'People').waitFor({ state: 'detached' });
	expect(await editor.count(), 'Escape closed one thing').toBe(1);
	await editor.pressSequentially(' :tada:');
	await hers.keyboard.press('Enter');
	await line(hers, 'Thank you @gra 🎉').waitFor();
});

test('on a phone Enter is a new line, and lists and picker can be touched', async ({ open }) => {
	const phone = {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
		reducedMotion: 'reduce' as const
	};
	const { hers } = await atTheBox(open, phone);
	await box(hers).pressSequentially('One');
	await hers.keyboard.press('Enter');
	await box(hers).pressSequentially('two :tada');
	await list(hers, 'Emoji').waitFor();
	const { height } = (await choices(hers).first().boundingBox())!;
	expect(height).toBeGreaterThanOrEqual(44);
	await choices(hers).first().tap();
	await eventually(() => box(hers).inputValue()).toBe('One\ntwo 🎉 ');
	await hers.getByRole('button', { name: 'Emoji', exact: true }).tap();
	await picker(hers).waitFor();
	for (const target of [picker(hers).getByRole('tab').first(), picker(hers).getByRole('button').first()])
		expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(44);
	const sheet = (await picker(hers).boundingBox())!;
	expect(Math.round(sheet.y + sheet.height)).toBe(844);
	await picker(hers).getByRole('button', { name: 'red heart' }).tap();
	await eventually(() => box(hers).inputValue()).toBe('One\ntwo 🎉 ❤️');
	await hers.getByRole('button', { name: 'Send' }).tap();
	await isSent(hers, 'two');
});

test('lists and picker are for everybody', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await box(hers).pressSequentially('@');
	await list(hers, 'People').waitFor();
	await isForEverybody(hers);
	await hers.keyboard.press('Escape');
	await hers.getByRole('button', { name: 'Emoji', exact: true }).click();
	await picker(hers).waitFor();
	await isForEverybody(hers);
});

test('words typed before the scripts came stay', async ({ open }) => {
	const { ada, place } = await twoPeople();
	const hers = await open(ada);
	const letScriptsRun = await hold(hers, '**/*.js');
	await hers.goto(place.channel, { waitUntil: 'commit' });
	await composer(hers).fill('Early bird');
	letScriptsRun();
	await isLive(hers);
	expect(await box(hers).inputValue()).toBe('Early bird');
	await hers.reload();
	await eventually(() => box(hers).inputValue()).toBe('Early bird');
});
