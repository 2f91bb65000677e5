import { createConnection } from 'mysql2/promise';
import type { Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import type { Message } from '$lib/messages/message';
import type { Person, Place } from '../person';
import { isForEverybody } from './axe';
import { breakingLine } from './breaking-line';
import { baseUrl, eventually, hold, isAlive, isLive, nextFrame, test, visit } from './browser';
import { isSent, line, words, write } from './channel';
import {
	atTheBox,
	box,
	bytes,
	card,
	cards,
	choose,
	input,
	isReady,
	MB,
	note,
	paste,
	picture,
	slow,
	transfer
} from './files';

const cut = { expected: /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|JSHandle|^Object|^\{|Failed to load resource/ };

const last = async (person: Person, place: Place) =>
	(await person.json<{ messages: Message[] }>(`/api/channels/${place.channelId}/messages`)).body.messages.at(-1);
const filesOf = async (person: Person, place: Place) =>
	(await last(person, place))?.files?.map(({ name, size, kind }) => [name, size, kind]);

/** What this page asked the server for, of this kind. */
function asked(page: Page, method: string, path: RegExp): string[] {
	const found: string[] = [];
	page.on('request', (request) => {
		const { pathname } = new URL(request.url());
		if (request.method() === method && path.test(pathname)) found.push(request.headers()['range'] ?? pathname);
	});
	return found;
}

test('P26: a picture, a paper and a large file go with one message, live, and nothing leaves the origin', async ({
	open
}) => {
	const { hers, grace, place } = await atTheBox(open);
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	const scripts = asked(hers, 'GET', /\.js$/);
	const foreign: string[] = [];
	hers.on('request', (request) => {
		if (!/^(?:blob|data):/.test(request.url()) && !request.url().startsWith(baseUrl)) foreign.push(request.url());
	});
	expect(scripts, 'nothing of it is loaded before it is asked for').toEqual([]);
	await choose(hers, [
		await picture('beach.png'),
		{ ...note('paper.pdf', '%PDF-1.7 not much'), mimeType: 'application/pdf' },
		bytes('large.bin', 25 * MB)
	]);
	for (const name of ['beach.png', 'paper.pdf', 'large.bin']) await isReady(hers, name);
	expect(scripts.length).toBeGreaterThan(0);
	expect(await box(hers).evaluate((field) => field === document.activeElement), 'one goes on writing').toBe(true);
	await hers.keyboard.type('All of it');
	await hers.keyboard.press('Enter');
	await line(theirs, 'All of it').getByText('large.bin').waitFor();
	expect(await filesOf(grace, place)).toEqual([
		['beach.png', expect.any(Number), 'image'],
		['paper.pdf', 17, 'file'],
		['large.bin', 25 * MB, 'file']
	]);
	await isSent(hers, 'All of it');
	expect([await cards(hers).count(), await box(hers).inputValue()]).toEqual([0, '']);
	expect(foreign).toEqual([]);
});

test('ten at once, three side by side, and not eleven; files need no words', async ({ open }) => {
	const { hers, grace, place } = await atTheBox(open);
	let [now, most] = [0, 0];
	const isFile = (address: string) => new URL(address).pathname.startsWith('/ut/');
	hers.on('request', (request) => {
		if (request.method() === 'PUT' && isFile(request.url())) most = Math.max(most, ++now);
	});
	hers.on('requestfinished', (request) => {
		if (request.method() === 'PUT' && isFile(request.url())) now--;
	});
	await input(hers).setInputFiles(Array.from({ length: 12 }, (_, n) => note(`${n}.txt`, String(n).repeat(2000))));
	await hers.getByText('A message can have up to 10 files. 2 were left out.').waitFor();
	for (let n = 0; n < 10; n++) await isReady(hers, `${n}.txt`);
	expect(most).toBe(3);
	await hers.getByRole('status').filter({ hasText: '10 files ready' }).waitFor({ state: 'attached' });
	await box(hers).press('Enter');
	await eventually(async () => (await filesOf(grace, place))?.map(([name]) => name)).toEqual(
		Array.from({ length: 10 }, (_, n) => `${n}.txt`)
	);
	await line(hers, '9.txt').and(hers.locator('[id^=m-]')).waitFor();
});

test('too large and empty files say so, and the others are kept; strange names stay names', async ({ open }) => {
	const { hers, grace, place } = await atTheBox(open);
	const sent = asked(hers, 'POST', /uploadthing/);
	await choose(hers, [bytes('roof.tiff', 26 * MB), note('nothing.txt', '')]);
	const carried = await transfer(hers, [note('../../päth 🌒.txt')]);
	await paste(hers, carried);
	await card(hers, 'roof.tiff')
		.getByRole('alert')
		.filter({ hasText: 'This is 26 MB. Files can be up to 25 MB.' })
		.waitFor();
	await card(hers, 'nothing.txt').getByText('This file is empty.').waitFor();
	await isReady(hers, '🌒');
	expect(sent, 'what cannot be taken is not even offered').toHaveLength(1);
	expect(await card(hers, 'roof.tiff').getByRole('button', { name: 'Try again' }).count()).toBe(0);
	await box(hers).press('Enter');
	await eventually(() => filesOf(grace, place)).toEqual([['päth 🌒.txt', 5, 'file']]);
	expect(await cards(hers).count(), 'refused ones stay to be seen').toBe(2);
	await hers.getByRole('button', { name: 'Remove roof.tiff' }).click();
	await hers.getByRole('button', { name: 'Remove nothing.txt' }).press('Enter');
	await eventually(() => cards(hers).count()).toBe(0);
	expect(await box(hers).evaluate((field) => field === document.activeElement)).toBe(true);
});

test('what only says that it is a picture is a file for saving, and no picture of a server', async ({ open }) => {
	const { hers, grace, place } = await atTheBox(open, { expected: /status of 400/ });
	const page = '<script>alert(1)</script>';
	const false1 = { ...note('false.png', page), mimeType: 'image/png' };
	const cut = await picture('half.png');
	await choose(hers, [false1, { ...cut, buffer: cut.buffer.subarray(0, 60) }]);
	for (const name of ['false.png', 'half.png']) {
		await isReady(hers, name);
		expect(
			await card(hers, name)
				.getByRole('button', { name: /Describe/ })
				.count()
		).toBe(0);
	}
	await write(hers, 'Neither is one');
	await isSent(hers, 'Neither is one');
	expect(await filesOf(grace, place)).toEqual([
		['false.png', page.length, 'file'],
		['half.png', 60, 'file']
	]);
	await line(hers, 'Neither is one').getByRole('link', { name: 'Download false.png' }).waitFor();
	expect(await line(hers, 'Neither is one').locator('.files img').count()).toBe(0);

	await hers.goto('/servers/new');
	await isAlive(hers);
	await hers.getByLabel('Picture').setInputFiles(false1);
	await hers.getByLabel('Name', { exact: true }).fill('Still here');
	await hers.getByRole('button', { name: 'Create server' }).click();
	await hers.getByText('That file is not a picture we can read. Try a PNG, JPEG or WebP.').waitFor();
	expect(await hers.getByLabel('Name', { exact: true }).inputValue()).toBe('Still here');
});

test('F21: an upload that was cut at each tenth goes on where it was', async ({ open }) => {
	const proxy = await breakingLine('/ut/', MB / 4);
	const { hers, grace, place } = await atTheBox(open, { ...cut, proxy });
	const ranges = asked(hers, 'PUT', /^\/ut\//);
	const asks = asked(hers, 'POST', /uploadthing/);
	// It waits a second before each try; here the clock is put forward.
	await hers.clock.install();
	hers.on('requestfailed', (request) => request.method() === 'PUT' && void hers.clock.runFor(1000));
	await choose(hers, [bytes('long.bin', 3 * MB)]);
	await card(hers, 'long.bin').getByText('Ready').waitFor({ timeout: 30_000 });
	expect(ranges[0]).toBe('bytes=0-');
	expect(ranges.length, 'as often as it was cut').toBeGreaterThanOrEqual(9);
	expect(Number(/\d+/.exec(ranges.at(-1)!)![0]), 'not from the beginning').toBeGreaterThan(2 * MB);
	expect(asks, 'to the same address').toHaveLength(1);
	await write(hers, 'At last');
	await eventually(() => filesOf(grace, place)).toEqual([['long.bin', 3 * MB, 'file']]);
	const { files } = (await last(grace, place))!;
	const got = Buffer.from(await (await grace.request(`/files/${files![0]!.key}`)).arrayBuffer());
	expect(got.equals(bytes('', 3 * MB).buffer), 'byte by byte').toBe(true);
});

test('a server that fails says why, and trying again helps', async ({ open }) => {
	const { hers } = await atTheBox(open, { expected: /status of (403|400|507|422)|^\{|^Object|JSHandle/ });
	let isFull = true;
	await hers.route('**/ut/**', async (route) => {
		if (route.request().method() === 'PUT' && isFull)
			await route.fulfill({ status: 507, json: { error: 'There is no room for files on this server just now.' } });
		else await route.continue();
	});
	await choose(hers, [note('one.txt')]);
	await card(hers, 'one.txt').getByText('There is no room for files on this server just now.').waitFor();
	isFull = false;
	await card(hers, 'one.txt').getByRole('button', { name: 'Try again' }).click();
	await isReady(hers, 'one.txt');
});

test('F23: a place for files that hangs or refuses is said in words, and messages go on', async ({ open }) => {
	const { hers } = await atTheBox(open, { expected: /ERR_CONNECTION_REFUSED|status of 503|^\{|^Object|JSHandle/ });
	const away = 'The place for files does not answer just now. Messages still work.';
	await hers.clock.install();
	let how: 'hangs' | 'refuses' | 'fails' | 'works' = 'hangs';
	let asked = 0;
	await hers.route('**/ut/**', async (route) => {
		if (route.request().method() === 'HEAD') asked++;
		if (how === 'refuses') await route.abort('connectionrefused');
		else if (how === 'fails') await route.fulfill({ status: 503, json: { error: 'x' } });
		else if (how === 'works') await route.continue();
	});
	await choose(hers, [note('one.txt')]);
	await eventually(() => asked).toBe(1);
	await write(hers, 'Meanwhile');
	await line(hers, 'Meanwhile').getByText('Sends when uploads finish').waitFor();
	await hers.clock.fastForward(30_000);
	await line(hers, `one.txt: ${away}`).waitFor();
	for (const next of ['refuses', 'fails'] as const) {
		how = next;
		asked = 0;
		await hers.getByRole('button', { name: 'Try again' }).click();
		for (let tries = 1; tries <= 4; tries++) {
			await eventually(() => asked).toBe(tries);
			await hers.clock.fastForward(10_000);
		}
		await line(hers, `one.txt: ${away}`).waitFor();
	}
	await write(hers, 'Words go on');
	await isSent(hers, 'Words go on');
	how = 'works';
	await hers.getByRole('button', { name: 'Try again' }).click();
	await isSent(hers, 'Meanwhile');
});

test('cancelled and removed files are taken back from the server', async ({ open }) => {
	const { hers, ada, place } = await atTheBox(open);
	const gone = asked(hers, 'DELETE', /^\/files\//);
	await choose(hers, [note('short.txt')]);
	await isReady(hers, 'short.txt');
	await slow(hers, 100_000);
	await choose(hers, [bytes('long.bin', 6 * MB)]);
	await card(hers, 'long.bin')
		.getByText(/^[1-9]\d*% .*of 6 MB/)
		.waitFor();
	await hers.getByRole('button', { name: 'Cancel long.bin' }).click();
	await hers.getByRole('button', { name: 'Remove short.txt' }).click();
	await eventually(() => gone.length).toBe(2);
	for (const path of gone) await eventually(async () => (await ada.request(path)).status).toBe(404);
	await slow(hers, 0);
	// One that is cancelled before the server has said where it goes, too.
	const answer = await hold(hers, '**/api/uploadthing?*');
	const asking = hers.waitForRequest('**/api/uploadthing?*');
	await choose(hers, [note('early.txt')]);
	await asking;
	await hers.getByRole('button', { name: 'Cancel early.txt' }).click();
	const takenBack = hers.waitForResponse((answer) => answer.request().method() === 'DELETE');
	answer();
	expect((await takenBack).status(), 'it was expected, and is not any more').toBe(204);
	await write(hers, 'Without');
	await isSent(hers, 'Without');
	expect((await last(ada, place))!.files).toBeUndefined();
});

test('a message waits for its files, those after it for their turn, and both go on in another channel', async ({
	open
}) => {
	const { hers, grace, place } = await atTheBox(open);
	await hers.goto(`${place.path}/channels/new`);
	await hers.getByLabel('Name', { exact: true }).fill('telescopes');
	await hers.getByRole('button', { name: 'Create channel' }).click();
	await hers.waitForURL(/\/channels\/\d+$/);
	const channels = hers.getByRole('navigation', { name: 'Channels' });
	await channels.locator('a.channel', { hasText: 'general' }).click();
	await hers.waitForURL(`**${place.channel}`);
	await isLive(hers);

	await slow(hers, 500_000);
	await choose(hers, [bytes('film.bin', 3 * MB), await picture('beach.png')]);
	await hers.getByText('Sends when uploads finish').waitFor();
	await write(hers, 'With a film');
	await write(hers, 'And this after it');
	await line(hers, 'With a film').getByText('Sends when uploads finish').waitFor();
	expect(await line(hers, 'With a film').getByRole('progressbar').count()).toBe(1);
	expect(await cards(hers).count()).toBe(0);
	await channels.locator('a.channel', { hasText: 'telescopes' }).click();
	await eventually(() => words(hers)).toEqual([]);
	await slow(hers, 0);
	await eventually(() => filesOf(grace, place)).toBeUndefined();
	await eventually(async () => (await last(grace, place))?.body).toBe('And this after it');
	await channels.locator('a.channel', { hasText: 'general' }).click();
	await isSent(hers, 'And this after it');
	expect(await words(hers)).toEqual(['With a film', 'And this after it']);
	await line(hers, 'With a film').getByText('film.bin').waitFor();
});

test('P18: finished uploads stay with the draft, in every window; unfinished ones say that they are lost', async ({
	open
}) => {
	const { hers, grace, place } = await atTheBox(open);
	await choose(hers, [await picture('beach.png')]);
	await isReady(hers, 'beach.png');
	await card(hers, 'beach.png').getByRole('button', { name: 'Describe beach.png' }).click();
	await hers.keyboard.type('Orange sand');
	await hers.keyboard.press('Enter');
	await slow(hers, 100_000);
	await choose(hers, [bytes('film.bin', 6 * MB)]);
	await card(hers, 'film.bin')
		.getByText(/^[1-9]\d*% .*of 6 MB/)
		.waitFor();
	const again = await hers.context().newPage();
	await visit(again, place.channel);
	await isReady(again, 'beach.png');
	expect(await card(again, 'film.bin').count(), 'another window is still sending it').toBe(0);
	// A description can be emptied again, and that is so in both windows.
	await card(again, 'beach.png').getByRole('button', { name: 'Change the description of beach.png' }).click();
	await again.getByLabel('What does beach.png show?').fill('');
	await again.keyboard.press('Enter');
	await card(hers, 'beach.png').getByRole('button', { name: 'Describe beach.png' }).click();
	await hers.keyboard.type('Orange dunes');
	await hers.keyboard.press('Enter');
	await card(again, 'beach.png').getByRole('button', { name: 'Change the description of beach.png' }).waitFor();
	await hers.reload();
	await isReady(hers, 'beach.png');
	await card(hers, 'film.bin').getByText('It was not uploaded before the page closed.').waitFor();
	await write(again, 'Sent from there');
	await eventually(() => card(hers, 'beach.png').count(), 'and so not sent twice').toBe(0);
	await eventually(async () => (await last(grace, place))?.files?.[0]).toMatchObject({
		name: 'beach.png',
		alt: 'Orange dunes'
	});
	await again.close();
	await hers.getByRole('button', { name: 'Remove film.bin' }).click();
	await hers.reload();
	await isLive(hers);
	await nextFrame(hers);
	expect(await cards(hers).count()).toBe(0);
});

test('a message whose page was closed over its uploads says what is missing, and sends the rest', async ({ open }) => {
	const { hers, grace, place } = await atTheBox(open);
	await choose(hers, [note('one.txt')]);
	await isReady(hers, 'one.txt');
	await slow(hers, 100_000);
	await choose(hers, [bytes('film.bin', 6 * MB)]);
	await write(hers, 'Nearly');
	await line(hers, 'Nearly').getByText('Sends when uploads finish').waitFor();
	const other = await hers.context().newPage();
	await visit(other, place.channel);
	await nextFrame(other);
	expect(await line(other, 'Nearly').count(), 'its own window is at it').toBe(0);
	await other.close();
	await hers.reload();
	await line(hers, 'Not sent. film.bin was not uploaded before the page closed.').waitFor();
	await hers.getByRole('button', { name: 'Try again' }).click();
	await isSent(hers, 'Nearly');
	await eventually(() => filesOf(grace, place)).toEqual([['one.txt', 5, 'file']]);
});

test('a message that waits can be cancelled, with its files', async ({ open }) => {
	const { hers, ada, place } = await atTheBox(open);
	const gone = asked(hers, 'DELETE', /^\/files\//);
	await slow(hers, 100_000);
	await choose(hers, [bytes('film.bin', 6 * MB)]);
	await card(hers, 'film.bin')
		.getByText(/^[1-9]\d*% .*of 6 MB/)
		.waitFor();
	await write(hers, 'On second thoughts');
	await line(hers, 'On second thoughts').getByRole('button', { name: 'Cancel' }).click();
	await eventually(() => line(hers, 'On second thoughts').count()).toBe(0);
	await eventually(() => gone.length).toBe(1);
	await slow(hers, 0);
	await write(hers, 'Only this');
	await isSent(hers, 'Only this');
	expect(await last(ada, place)).toMatchObject({ seq: 1, body: 'Only this' });
});

test('files are pasted and dropped; words that were copied as a picture too stay words', async ({ open }) => {
	const { hers } = await atTheBox(open);
	const pasted = await transfer(hers, [await picture('image.png')]);
	await paste(hers, pasted);
	await isReady(hers, 'image.png');
	const mixed = await transfer(hers, [await picture('words.png')]);
	await mixed.evaluate((carried) => carried.setData('text/plain', 'words'));
	await paste(hers, mixed);

	const dragged = await transfer(hers, [note('dropped.txt')]);
	const over = hers.getByText('Drop to add to #general');
	const log = hers.getByRole('log');
	await log.dispatchEvent('dragenter', { dataTransfer: dragged });
	await eventually(async () => {
		await log.dispatchEvent('dragover', { dataTransfer: dragged });
		return over.count();
	}).toBe(1);
	const aside = hers.getByRole('complementary', { name: 'Members' });
	await aside.dispatchEvent('dragover', { dataTransfer: dragged });
	await over.waitFor({ state: 'detached' });
	await aside.dispatchEvent('drop', { dataTransfer: dragged });
	await log.dispatchEvent('dragover', { dataTransfer: dragged });
	await over.waitFor();
	await log.dispatchEvent('drop', { dataTransfer: dragged });
	await over.waitFor({ state: 'detached' });
	await isReady(hers, 'dropped.txt');
	expect(await cards(hers).count()).toBe(2);
});

test('whoever may not write here is offered nothing', async ({ open }) => {
	const { ada, grace, place } = await atTheBox(open);
	const database = await createConnection({ uri: inject('servedDatabaseUrl') });
	await database.query('update channels set is_read_only = 1 where id = ?', [place.channelId]);
	await database.end();
	for (const [who, count] of [
		[ada, 1],
		[grace, 0]
	] as const) {
		const page = await open(who);
		await visit(page, place.channel);
		expect(await input(page).count()).toBe(count);
	}
});

test('on a phone one is asked where it is, and everything can be touched', async ({ open }) => {
	const phone = {
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
		reducedMotion: 'reduce' as const
	};
	const { hers } = await atTheBox(open, phone);
	await input(hers).tap();
	const choice = hers.getByRole('button', { name: 'Photo or video' });
	await choice.waitFor();
	expect((await choice.boundingBox())!.height).toBeGreaterThanOrEqual(44);
	const [chooser] = await Promise.all([hers.waitForEvent('filechooser'), choice.tap()]);
	await chooser.setFiles([await picture('beach.png')]);
	await isReady(hers, 'beach.png');
	await input(hers).tap();
	const [other] = await Promise.all([
		hers.waitForEvent('filechooser'),
		hers.getByRole('button', { name: 'File', exact: true }).tap()
	]);
	await other.setFiles([note('note.txt')]);
	await isReady(hers, 'note.txt');
	expect((await input(hers).boundingBox())!.height).toBeGreaterThanOrEqual(44);
	expect((await hers.getByRole('button', { name: 'Remove note.txt' }).boundingBox())!.width).toBeGreaterThanOrEqual(44);
	await isForEverybody(hers);
});

test('the tray is for everybody, in every state', async ({ open }) => {
	const { hers } = await atTheBox(open);
	await choose(hers, [await picture('beach.png'), note('nothing.txt', '')]);
	await isReady(hers, 'beach.png');
	await card(hers, 'beach.png').getByRole('button', { name: 'Describe beach.png' }).click();
	await slow(hers, 50_000);
	await choose(hers, [bytes('film.bin', 6 * MB)]);
	await card(hers, 'film.bin').getByRole('progressbar').waitFor();
	await isForEverybody(hers);
	await write(hers, 'With a film');
	await line(hers, 'With a film').getByRole('progressbar').waitFor();
	await isForEverybody(hers);
});

test('P28: between two people files go as they do in channels, with the first message already', async ({ open }) => {
	const { ada, grace } = await atTheBox(open);
	const found = await (await ada.open('/direct/people?q=Grace')).text();
	const path = /href="(\/direct\/\d+)"[^>]*>(?:(?!<\/a>).)*@/s.exec(found)![1]!;
	const hers = await open(ada);
	await visit(hers, path);
	await choose(hers, [await picture('beach.png')]);
	await isReady(hers, 'beach.png');
	const sending = await hold(hers, /\?\/send$/);
	await box(hers).press('Enter');
	sending();
	const shown = hers
		.locator('article[id^=m-]')
		.last()
		.getByRole('img', { name: /^Image from Ada/ });
	await shown.waitFor();
	const address = await hers.locator('article[id^=m-] a.picture').last().getAttribute('href');
	expect((await grace.request(address!)).status).toBe(200);
});
