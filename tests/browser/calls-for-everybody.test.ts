import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { fourLooks, isForEverybody } from './axe';
import { eventually, isAlive, isLive, test, visit } from './browser';
import {
	bar,
	button,
	callers,
	channel,
	enter,
	hearsAndSees,
	inList,
	stage,
	tile,
	watchConnections,
	watchScripts
} from './calling';

test('a call is for everybody: with a screen and a menu, light or dark, with room or without', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await enter(hers, place.video);
	await enter(theirs, place.video);
	await button(theirs, 'Camera').click();
	await tile(hers, /^Grace Hopper/)
		.locator('video')
		.waitFor();
	await isForEverybody(hers, fourLooks);
	await button(theirs, 'Share your screen').click();
	await tile(hers, 'Grace Hopper’s screen').waitFor();
	await isForEverybody(hers);
	await hers.setViewportSize({ width: 1440, height: 900 });
	await button(hers, 'Audio devices').first().click();
	await hers.getByRole('dialog', { name: 'Audio devices' }).getByRole('radio', { name: /Fake/ }).first().waitFor();
	await isForEverybody(hers, undefined, '.popup');
	await hers.keyboard.press('Escape');
	await hers.setViewportSize({ width: 1440, height: 900 });
	await channel(hers, 'general').click();
	await bar(hers).waitFor();
	await isForEverybody(hers);
});

test('all of a call by keys alone', async ({ open }) => {
	const { some, place } = await callers();
	const hers = await open(some[0]);
	await visit(hers, place.video);
	const tabTo = async (name: string) => {
		for (let steps = 0; steps < 60; steps++) {
			if (await button(hers, name).evaluate((one) => one === document.activeElement)) return;
			await hers.keyboard.press('Tab');
		}
		throw new Error(`Tab never came to “${name}”`);
	};
	await tabTo('Join');
	await hers.keyboard.press('Enter');
	await hers.getByRole('timer').first().waitFor();
	await tabTo('Microphone');
	await hers.keyboard.press('Enter');
	await tile(hers, /microphone off/).waitFor();
	await tabTo('Audio devices');
	await hers.keyboard.press('Enter');
	const menu = hers.getByRole('dialog', { name: 'Audio devices' });
	await menu.waitFor();
	expect(await menu.evaluate((box) => box.contains(document.activeElement)), 'the focus is in the menu').toBe(true);
	await menu.getByRole('radio', { name: /Fake Audio Input 2/ }).waitFor();
	await hers.keyboard.press('ArrowDown');
	await eventually(() => menu.getByRole('radio', { name: /Fake Audio Input 1/ }).isChecked()).toBe(true);
	await hers.keyboard.press('Escape');
	await menu.waitFor({ state: 'detached' });
	await tabTo('Audio devices'); // where it was opened: no step is needed
	await tabTo('Leave');
	await hers.keyboard.press('Enter');
	await button(hers, 'Join').waitFor();
});

test('who comes and goes is said politely, and nothing else is', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await enter(hers, place.audio);
	await enter(theirs, place.audio);
	const news = hers.locator('p.news[role=status]');
	await eventually(() => news.textContent()).toBe('Grace Hopper joined the call.');
	await button(theirs, 'Microphone').click();
	await tile(hers, 'Grace Hopper, microphone off').waitFor();
	expect(await news.textContent()).toBe('Grace Hopper joined the call.');
	await button(theirs, 'Leave').click();
	await eventually(() => news.textContent()).toBe('Grace Hopper left the call.');
});

test('with a key to talk, one is heard only while it is held', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await hers.goto('/settings/voice');
	await isAlive(hers);
	await hers.getByRole('radio', { name: 'Holding a key' }).check();
	await button(hers, 'Choose another key').click();
	await hers.keyboard.press('F8');
	await hers.getByText('Key: F8').waitFor();
	await enter(theirs, place.audio);
	await enter(hers, place.audio);
	const ada = tile(theirs, /^Ada Lovelace/);
	await tile(hers, /^Grace Hopper/)
		.and(hers.locator('.talking'))
		.waitFor();
	expect(await ada.and(theirs.locator('.talking')).count()).toBe(0);
	await hers.keyboard.down('F8');
	await ada.and(theirs.locator('.talking')).waitFor();
	await hers.keyboard.up('F8');
	await ada.and(theirs.locator('.talking')).waitFor({ state: 'detached' });
});

test('a microphone that is not allowed lets one listen, and a lost one falls back to another', async ({ open }) => {
	const { some, place } = await callers();
	const [hers, theirs] = (await Promise.all(some.map((person) => open(person)))) as [Page, Page];
	await hers.addInitScript(() => {
		const { mediaDevices } = navigator;
		const real = mediaDevices.getUserMedia.bind(mediaDevices);
		const here = globalThis as unknown as { isAllowed: boolean; last: MediaStreamTrack };
		mediaDevices.getUserMedia = async (wishes) => {
			if (!here.isAllowed) throw new DOMException('No', 'NotAllowedError');
			const stream = await real(wishes);
			here.last = stream.getTracks()[0]!;
			return stream;
		};
	});
	await watchConnections(hers);
	await enter(theirs, place.audio);
	await enter(hers, place.audio);
	await hers.getByText('This page may not use your microphone.').waitFor();
	await tile(theirs, 'Ada Lovelace, microphone off').waitFor();
	await hearsAndSees(hers, 1, false);

	await hers.evaluate(() => Object.assign(globalThis, { isAllowed: true }));
	await button(hers, 'Microphone').click();
	await tile(theirs, 'Ada Lovelace, microphone on').waitFor();
	const ada = tile(theirs, /^Ada Lovelace/).and(theirs.locator('.talking'));
	await ada.waitFor();
	// Pulled out.
	await hers.evaluate(() => {
		const { last } = globalThis as unknown as { last: MediaStreamTrack };
		last.stop();
		last.dispatchEvent(new Event('ended'));
	});
	await hers.getByText('Your microphone is gone. The default one is used instead.').waitFor();
	await ada.waitFor();
});

test('whoever is in no call carries nothing of calls', async ({ open, annotate }) => {
	const { some, place } = await callers();
	const hers = await open(some[0]);
	const scripts = watchScripts(hers);
	await visit(hers, place.channel);
	await hers.waitForLoadState('networkidle');
	expect(await scripts.carry('RTCPeerConnection'), 'on a page of words').toBe(false);
	const before = await scripts.bytes();
	await channel(hers, 'green-room').click();
	await button(hers, 'Join').click();
	await hers.getByRole('timer').first().waitFor();
	expect(await scripts.carry('RTCPeerConnection'), 'in a call').toBe(true);
	expect(await scripts.carry('adaptiveStream'), 'LiveKit’s client, where there is no LiveKit').toBe(false);
	await annotate(`a page of words: ${before} bytes of scripts; a call: ${(await scripts.bytes()) - before} more`);
	await isLive(hers);
	await eventually(() => inList(hers).count()).toBe(1);
	await button(hers, 'Leave').click();
	await eventually(() => stage(hers).getByText('Nobody is in here yet').count()).toBe(1);
});
