import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Person, Place } from '../person';
import { sendFiles, upload } from '../http/uploading';
import { isForEverybody } from './axe';
import { eventually, hold, nextFrame, test, visit } from './browser';
import { line, lines, twoPeople } from './channel';
import { box, note, picture, send, sound, type Given } from './files';

const asFile = ({ name, mimeType, buffer }: Given) => new File([new Uint8Array(buffer)], name, { type: mimeType });

/** Somebody says something with files, without a browser. */
async function say(person: Person, place: Place, body: string, given: Given[], alt: Record<string, string> = {}) {
	const files = await upload(person, place.channelId, given.map(asFile));
	const described = Object.fromEntries(files.filter(({ name }) => alt[name]).map(({ key, name }) => [key, alt[name]]));
	const keys = files.map(({ key }) => key);
	const answer = await sendFiles(person, place, keys, { body, alt: JSON.stringify(described) });
	expect(answer.status).toBe(200);
	return keys;
}
const pictures = (page: Page) => page.locator('article a.picture');
const lightbox = (page: Page) => page.getByRole('dialog', { name: 'Pictures' });
const looked = (page: Page) => lightbox(page).getByRole('img').first();

test('P26: pictures are looked at over the page, by hand or by keys, and the focus comes back', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(
		grace,
		place,
		'Three of them',
		[await picture('a.png'), await picture('b.png', 300, 800, '#36c'), await picture('c.png', 500, 500, '#3c6')],
		{ 'b.png': 'A blue tower' }
	);
	const hers = await open(ada);
	await visit(hers, place.channel);
	expect(await pictures(hers).count()).toBe(3);
	await pictures(hers).first().focus();
	await hers.keyboard.press('Enter');
	await lightbox(hers).getByText('1 of 3').first().waitFor();
	expect(await looked(hers).getAttribute('alt')).toMatch(/^Image from Grace Hopper, \d\d:\d\d$/);
	await hers.keyboard.press('ArrowRight');
	await lightbox(hers).getByText('A blue tower').waitFor();
	expect(await looked(hers).getAttribute('alt')).toBe('A blue tower');
	await eventually(() => looked(hers).evaluate((img: HTMLImageElement) => img.naturalHeight)).toBe(800);
	await isForEverybody(hers);
	await hers.keyboard.press('End');
	await lightbox(hers).getByText('3 of 3').first().waitFor();
	await hers.keyboard.press('ArrowRight');
	await lightbox(hers).getByText('1 of 3').first().waitFor();
	await lightbox(hers).getByRole('button', { name: 'Previous picture' }).click();
	await lightbox(hers).getByText('3 of 3').first().waitFor();
	await hers.keyboard.press('Escape');
	await lightbox(hers).waitFor({ state: 'detached' });
	await eventually(() =>
		pictures(hers)
			.first()
			.evaluate((link) => link === document.activeElement)
	).toBe(true);
	await pictures(hers).nth(1).dblclick();
	await lightbox(hers).getByText('2 of 3').first().waitFor();
	expect(await lightbox(hers).count()).toBe(1);
	await lightbox(hers).click({ position: { x: 5, y: 400 } });
	await lightbox(hers).waitFor({ state: 'detached' });
	expect(new URL(hers.url()).pathname, 'still there').toBe(place.channel);
});

type Shift = PerformanceEntry & { value: number };
test.for([1440, 390])(
	'nothing jumps when pictures come late, live or after a reload, %i pixels wide',
	async (width, { open }) => {
		const { ada, grace, place } = await twoPeople();
		await say(grace, place, 'One', [await picture('wide.png', 1200, 300)]);
		await say(grace, place, 'Two', [await picture('high.png', 300, 1200), await picture('c.png'), note('n.txt')]);
		const hers = await open(ada, { viewport: { width, height: 844 } });
		await hers.addInitScript(() => {
			Object.assign(globalThis, { jumped: 0 });
			new PerformanceObserver((list) => {
				for (const entry of list.getEntries())
					(globalThis as unknown as { jumped: number }).jumped += (entry as Shift).value;
			}).observe({ type: 'layout-shift', buffered: true });
		});
		const letThemCome = await hold(hers, '**/files/*?small');
		await hers.goto(place.channel);
		const heights = () =>
			lines(hers).evaluateAll((all) => all.map((line) => Math.round(line.getBoundingClientRect().height)));
		await pictures(hers).first().waitFor();
		await hers.evaluate(() => document.fonts.ready);
		await nextFrame(hers);
		const before = await heights();
		letThemCome();
		await eventually(() =>
			hers.locator('img.real').evaluateAll((all) => all.every((img) => (img as HTMLImageElement).naturalWidth > 0))
		).toBe(true);
		await nextFrame(hers);
		expect(await heights()).toEqual(before);
		expect(await hers.evaluate(() => (globalThis as unknown as { jumped: number }).jumped)).toBeLessThan(0.001);
		const box = (await pictures(hers).first().boundingBox())!;
		expect([Math.round(box.width), Math.round(box.height)]).toEqual(width > 400 ? [400, 100] : [310, 78]);
	}
);

test('sound and films play in the page, papers open, everything can be saved', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const pdf = {
		...note('paper.pdf', '%PDF-1.4\n%âã\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF'),
		mimeType: 'application/pdf'
	};
	const [, paper] = await say(grace, place, 'Listen', [
		sound('rooftop.wav'),
		pdf,
		note('false.pdf', '<script>'),
		note('päth 🌒.txt')
	]);
	const hers = await open(ada);
	await visit(hers, place.channel);
	const audio = hers.locator('audio');
	await audio.evaluate((audio: HTMLAudioElement) => ((audio.muted = true), audio.play()));
	await eventually(() => audio.evaluate((audio: HTMLAudioElement) => audio.duration)).toBe(1);
	const [saved] = await Promise.all([
		hers.waitForEvent('download'),
		hers.getByRole('link', { name: 'Download päth 🌒.txt' }).click()
	]);
	expect(saved.suggestedFilename()).toBe('päth 🌒.txt');
	const opened: string[] = [];
	await hers.exposeFunction('opened', (address: string) => opened.push(address));
	// As the page itself would: our policy lets no script in from outside, nor does it let blobs be asked for.
	await hers.evaluate(() => {
		const { opened } = globalThis as unknown as { opened: (what: string) => void };
		const make = URL.createObjectURL.bind(URL);
		let type = '';
		URL.createObjectURL = (blob: Blob) => ((type = blob.type), make(blob));
		window.open = () =>
			({
				close: () => opened('closed'),
				location: { replace: (to: string) => opened(`${to.slice(0, 5)} ${type}`) }
			}) as unknown as Window;
	});
	await hers.getByRole('button', { name: 'Open paper.pdf' }).click();
	await eventually(() => opened).toEqual(['blob: application/pdf']);
	const [notPaper] = await Promise.all([
		hers.waitForEvent('download'),
		hers.getByRole('button', { name: 'Open false.pdf' }).click()
	]);
	expect([notPaper.suggestedFilename(), opened.at(-1)], 'what is no PDF is only saved').toEqual([
		'false.pdf',
		'closed'
	]);
	expect(await hers.getByRole('button', { name: /Open päth/ }).count()).toBe(0);
	expect(await hers.getByRole('link', { name: 'Download paper.pdf' }).getAttribute('href')).toContain(paper!);
	await isForEverybody(hers);
});

test('P28: a deleted message has no files any more, in any window', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [key] = await say(ada, place, 'Too much', [await picture('a.png')]);
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	await pictures(theirs).first().waitFor();
	await ada.submit(`${place.channel}?/remove`, { seq: '1' });
	await theirs.getByText('This message was deleted.').waitFor();
	expect(await pictures(theirs).count()).toBe(0);
	expect((await grace.request(`/files/${key}`)).status).toBe(404);
});

test('a message of files alone is named by them where it is answered and pinned', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, '', [note('report.txt'), note('more.txt')]);
	await ada.submit(`${place.channel}?/pin`, { seq: '1' });
	const hers = await open(ada);
	await visit(hers, place.channel);
	await lines(hers).first().hover();
	await lines(hers).first().getByRole('button', { name: 'Reply' }).click();
	await hers.getByText('report.txt and 1 more').waitFor();
	await box(hers).fill('Thank you');
	await send(hers).click();
	await line(hers, 'Thank you').and(hers.locator('[id^=m-]')).getByText('report.txt and 1 more').waitFor();
	await hers.reload();
	await line(hers, 'Thank you').getByText('report.txt and 1 more').waitFor();
	await hers.goto(`${place.channel}/pins`);
	await hers.getByRole('list', { name: 'Pinned messages' }).getByText('more.txt').waitFor();
});

test('has:file and its sisters find what was sent, and not what was deleted', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	await say(grace, place, 'Listen', [sound('rooftop.wav')]);
	await say(grace, place, '', [await picture('beach.png')]);
	await say(grace, place, 'Gone', [await picture('gone.png')]);
	await grace.submit(`${place.channel}?/send`, { body: 'No file', nonce: crypto.randomUUID() });
	await grace.submit(`${place.channel}?/remove`, { seq: '3' });
	const hers = await open(ada);
	for (const [asked, expected] of [
		['has:file', ['beach.png', 'rooftop.wav']],
		['has:image', ['beach.png']],
		['has:audio listen', ['rooftop.wav']],
		['has:video', []]
	] as const) {
		await hers.goto(`${place.path}/search?q=${encodeURIComponent(asked)}`);
		await hers
			.getByText(expected.length ? /\d result/ : /No results/)
			.first()
			.waitFor();
		expect(await hers.getByRole('list', { name: 'Results' }).locator('.file').allInnerTexts(), asked).toEqual(expected);
	}
});

test('without scripts files are chosen in the form, pictures are links, and what is refused keeps the words', async ({
	open
}) => {
	const { ada, place } = await twoPeople();
	// Browsers dress a picture that is opened alone, which its policy does not let them.
	const expected = /status of 400|Applying inline style violates/;
	const hers = await open(ada, { javaScriptEnabled: false, expected });
	await hers.goto(place.channel);
	await hers.getByLabel('Attach files').setInputFiles([await picture('beach.png'), note('note.txt')]);
	await box(hers).fill('Both of them');
	await send(hers).click();
	await line(hers, 'Both of them').getByText('note.txt').waitFor();
	await pictures(hers).first().click();
	await hers.waitForURL(/\/files\/[0-9a-z]{26}$/);
	await hers.goBack();
	await hers.getByLabel('Attach files').setInputFiles([note('kept.txt'), note('nothing.txt', '')]);
	await box(hers).fill('Once more');
	await send(hers).click();
	await hers.getByRole('alert').filter({ hasText: '“nothing.txt” is empty.' }).waitFor();
	expect(await box(hers).inputValue()).toBe('Once more');
	await hers.getByText('One file is attached already.').waitFor();
	await send(hers).click();
	await line(hers, 'Once more').getByText('kept.txt').waitFor();
	await hers.getByLabel('Attach files').setInputFiles([note('alone.txt')]);
	await send(hers).click();
	await line(hers, 'alone.txt').waitFor();
	expect(await hers.locator('.js-only').filter({ visible: true }).count()).toBe(0);
});
