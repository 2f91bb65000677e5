import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { CallWindow } from '../faults/call-window';
import type { Person } from '../person';
import { baseUrl, eventually, isLive, remember, test, visit, type Open } from './browser';
import {
	bar,
	button,
	callers,
	channel,
	enter,
	goIn,
	heard,
	hearsAndSees,
	inList,
	reload,
	stage,
	tile,
	watchConnections
} from './calling';
import { lineWithSwitch } from './line-with-switch';

async function windows(open: Open, some: Person[]): Promise<Page[]> {
	const pages = await Promise.all(some.map((person) => open(person)));
	await Promise.all(pages.map(watchConnections));
	return pages;
}

test('two people hear and see each other, and everybody who sees the channel knows who is inside', async ({ open }) => {
	const { some, place } = await callers(3);
	const [hers, theirs, his] = (await windows(open, some)) as [Page, Page, Page];
	await visit(his, place.channel);
	await enter(hers, place.video);
	await inList(his).getByText('Ada Lovelace').waitFor();
	await enter(theirs, place.video);
	await eventually(() => inList(his).allInnerTexts()).toHaveLength(2);
	await Promise.all([hearsAndSees(hers, 1, false), hearsAndSees(theirs, 1, false)]);

	await button(hers, 'Camera').click();
	await tile(theirs, /^Ada Lovelace/)
		.locator('video')
		.waitFor();
	await button(theirs, 'Camera').click();
	await Promise.all([hearsAndSees(hers, 1), hearsAndSees(theirs, 1)]);
	expect(await hers.locator('audio').evaluateAll((all: HTMLAudioElement[]) => all.map(({ paused }) => paused))).toEqual(
		[false, false]
	);

	await button(hers, 'Camera').click();
	await tile(theirs, /^Ada Lovelace/)
		.locator('video')
		.waitFor({ state: 'detached' });
	expect(await heard(his), 'whoever only looks at the list is connected to nobody').toEqual([]);
});

test('four people all hear and see each other', async ({ open }) => {
	const { some, place } = await callers(4);
	const pages = await windows(open, some);
	// Before others are seen: what shows and sends pictures leaves little to whoever loads a page.
	for (const page of pages) await visit(page, place.video);
	for (const page of pages) {
		await goIn(page);
		await button(page, 'Camera').click();
	}
	for (const page of pages) await hearsAndSees(page, 3);
	for (const page of pages) await eventually(() => stage(page).locator('video').count()).toBe(4);
}, 120_000);

test('there is room for eight, for six when one of them is seen, and the next one is told so', async ({ open }) => {
	const { some, place } = await callers(9);
	const [late] = (await windows(open, some.slice(8))) as [Page];
	const isRefused = async (path: string) => {
		await visit(late, path);
		await button(late, 'Join').click();
		await late.getByText('That call is full: it has room for 8 people, and for 6 when somebody is seen.').waitFor();
		await button(late, 'Join').waitFor();
	};
	/** People who take their places without a browser around them. */
	const others = await Promise.all(some.slice(0, 8).map((person) => new CallWindow(person, baseUrl).open()));
	const channelOf = (path: string) => /\d+$/.exec(path)![0];
	try {
		for (const [at, other] of others.slice(0, 6).entries()) await other.join(channelOf(place.video), at === 0);
		await isRefused(place.video);
		for (const other of others) await other.join(channelOf(place.audio));
		await eventually(() => inList(late).count()).toBe(8);
		await isRefused(place.audio);
		others[7]!.say({ type: 'call.leave', channelId: channelOf(place.audio) });
		await eventually(() => inList(late).count()).toBe(7);
		await goIn(late);
		await eventually(() => inList(late).count()).toBe(8);
	} finally {
		for (const other of others) other.end();
	}
});

test('a screen that is shared is large for everybody until it is not shared any more', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	await enter(hers, place.video);
	await enter(theirs, place.video);
	await hearsAndSees(theirs, 1, false);
	await button(hers, 'Share your screen').click();
	const screen = tile(theirs, 'Ada Lovelace’s screen');
	await screen.locator('video').waitFor();
	await hearsAndSees(theirs, 1);
	await eventually(async () => (await screen.boundingBox())!.width).toBeGreaterThan(500);
	await inList(theirs).filter({ hasText: 'Ada Lovelace' }).getByText('Sharing').waitFor();
	await button(theirs, 'Grid').click();
	await eventually(() =>
		stage(theirs)
			.getByRole('group', { name: /Lovelace|Hopper/ })
			.count()
	).toBe(3);
	await button(hers, 'Share your screen').click();
	await screen.waitFor({ state: 'detached' });
	await inList(theirs).getByText('Sharing').waitFor({ state: 'detached' });
});

test('whoever talks has a ring, and whoever is muted has none: both are seen by the other one', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	await enter(hers, place.audio);
	await enter(theirs, place.audio);
	expect(await button(hers, 'Camera').count(), 'a camera in an audio channel').toBe(0);
	const ada = tile(theirs, /^Ada Lovelace/);
	// The microphone beeps once a second.
	await ada.and(theirs.locator('.talking')).waitFor();
	await tile(hers, /^Ada Lovelace \(you\)/)
		.and(hers.locator('.talking'))
		.waitFor();
	await inList(theirs).and(theirs.locator('.talking')).first().waitFor();

	await button(hers, 'Microphone').click();
	await tile(theirs, 'Ada Lovelace, microphone off').waitFor();
	await inList(theirs).filter({ hasText: 'Ada Lovelace' }).getByRole('img', { name: 'muted' }).waitFor();
	await ada.and(theirs.locator('.talking')).waitFor({ state: 'detached' });
	const rings = await theirs.evaluate(
		() =>
			new Promise<number>((resolve) => {
				let rings = 0;
				const look = setInterval(() => {
					rings += document.querySelectorAll('[aria-label^="Ada Lovelace"].talking').length;
				}, 50);
				setTimeout(() => (clearInterval(look), resolve(rings)), 2500);
			})
	);
	expect(rings, 'rings around somebody who is muted').toBe(0);
	await button(hers, 'Microphone').click();
	await ada.and(theirs.locator('.talking')).waitFor();
});

test('the call goes on while other pages are read, its keys work only then, and leaving ends it', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	await enter(theirs, place.video);
	await visit(hers, place.channel);
	const isFree = () =>
		hers.evaluate(() =>
			['d', 'e'].map((key) =>
				document.body.dispatchEvent(
					new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true })
				)
			)
		);
	expect(await isFree(), 'the browser’s own keys outside of calls').toEqual([true, true]);
	await channel(hers, 'rehearsal').click();
	await goIn(hers);
	const isTheSamePage = await remember(hers);
	await hearsAndSees(hers, 1, false);
	expect(await bar(hers).count(), 'a bar on the call’s own page').toBe(0);

	await channel(hers, 'general').click();
	await bar(hers).getByText('rehearsal').waitFor();
	await hearsAndSees(hers, 1, false);
	await hers.keyboard.press('Control+d');
	await tile(theirs, 'Ada Lovelace, microphone off').waitFor();
	await hers.keyboard.press('Control+e');
	await tile(theirs, /^Ada Lovelace/)
		.locator('video')
		.waitFor();
	await hers.keyboard.press('Control+d');
	await tile(theirs, 'Ada Lovelace, microphone on').waitFor();
	// Where there is no list of channels the bar floats over the page.
	await hers.getByRole('link', { name: 'Settings', exact: true }).click();
	await hers.getByRole('heading', { name: 'Profile' }).waitFor();
	await hers.getByRole('region', { name: 'Call' }).getByText('rehearsal').waitFor();
	await hearsAndSees(hers, 1, false);
	expect(await isTheSamePage()).toBe(true);
	await button(hers, 'Leave').click();
	await tile(theirs, /^Ada Lovelace/).waitFor({ state: 'detached' });
	expect(await hers.locator('audio').count()).toBe(0);
	expect(await isFree()).toEqual([true, true]);
});

test('leaving and coming back, and a reload that keeps the place', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	await enter(hers, place.video);
	await enter(theirs, place.video);
	await hearsAndSees(theirs, 1, false);
	await button(hers, 'Leave').click();
	await tile(theirs, /^Ada Lovelace/).waitFor({ state: 'detached' });
	await eventually(async () => (await heard(theirs)).length).toBe(0);
	await goIn(hers);
	await button(hers, 'Camera').click();
	await hearsAndSees(theirs, 1);

	await reload(hers);
	// Still on everybody's list: the place waits for those who come back.
	expect(await inList(theirs).filter({ hasText: 'Ada Lovelace' }).count()).toBe(1);
	await button(hers, 'Rejoin').click();
	await tile(hers, /^Grace Hopper/).waitFor();
	await Promise.all([hearsAndSees(hers, 1, false), hearsAndSees(theirs, 1)]);
	expect(await inList(theirs).filter({ hasText: 'Ada Lovelace' }).count(), 'once').toBe(1);
});

test('five seconds without a socket: it says so, sound and pictures go on, and it heals by itself', async ({
	open
}) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	const wire = await lineWithSwitch(hers);
	await enter(hers, place.video);
	await enter(theirs, place.video);
	await button(theirs, 'Camera').click();
	await hearsAndSees(hers, 1);
	const [before] = await heard(hers);
	await wire.cut();
	const cutAt = performance.now();
	await stage(hers).getByText('Reconnecting…').waitFor();
	await hearsAndSees(hers, 1);
	await eventually(() => performance.now() - cutAt > 5000).toBe(true);
	wire.mend();
	await isLive(hers);
	await stage(hers).getByText('Reconnecting…').waitFor({ state: 'detached' });
	await button(hers, 'Microphone').click();
	await tile(theirs, 'Ada Lovelace, microphone off').waitFor();
	await hearsAndSees(hers, 1);
	expect((await heard(hers))[0]!.made, 'connections made in all').toBe(before!.made);
	expect(await inList(theirs).count()).toBe(2);
});

test('a lost way between two people is found again', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await windows(open, some)) as [Page, Page];
	await enter(hers, place.audio);
	await enter(theirs, place.audio);
	await hearsAndSees(hers, 1, false);
	// The other side lost everything it had, and says nothing about it.
	await theirs.evaluate(() => {
		for (const one of (globalThis as unknown as { connections: RTCPeerConnection[] }).connections) one.close();
	});
	await eventually(async () => (await heard(theirs)).length).toBe(0);
	await expect.poll(async () => (await heard(theirs)).length, { timeout: 30_000, interval: 200 }).toBe(1);
	await Promise.all([hearsAndSees(hers, 1, false), hearsAndSees(theirs, 1, false)]);
}, 90_000);
