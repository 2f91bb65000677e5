import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson, newServer, say, unique } from '../person';
import { fourLooks, isForEverybody } from './axe';
import { eventually, isLive, test, visit } from './browser';
import { composer, line } from './channel';

/** Complaints of a browser without a network. */
const expected = /ERR_INTERNET_DISCONNECTED|WebSocket connection/;
const wishes = { serviceWorkers: 'allow', expected } as const;
const isGuarded = (page: Page) =>
	page.evaluate(async () => {
		const { active } = await navigator.serviceWorker.ready;
		return active?.state === 'activated' && !!navigator.serviceWorker.controller;
	});
const heading = (page: Page) => page.getByRole('heading', { name: 'You’re offline' });

test('P39: without a network there is a page that says so, and it leads back by itself', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const place = await newServer(ada);
	await say(ada, place, unique('before'));
	const hers = await open(ada, wishes);
	await visit(hers, place.channel);
	await eventually(() => isGuarded(hers)).toBe(true);

	await hers.context().setOffline(true);
	await hers.getByText('You’re offline. Messages wait on this device.').waitFor();
	await composer(hers).fill('Said in a tunnel');
	await hers.keyboard.press('Enter');
	await line(hers, 'Said in a tunnel').waitFor();
	await hers.reload();
	await heading(hers).waitFor();
	expect(new URL(hers.url()).pathname, 'the address is still that of the channel').toBe(place.channel);
	await hers.getByText('1 message waiting to send').waitFor();
	await hers.getByText(/^Next try in \d+ seconds?$/).waitFor();
	await isForEverybody(hers, fourLooks);
	await hers.setViewportSize({ width: 1440, height: 900 });

	await hers.context().setOffline(false);
	await isLive(hers);
	await line(hers, 'Said in a tunnel').waitFor();
	await eventually(async () => (await (await ada.open(place.channel)).text()).includes('Said in a tunnel')).toBe(true);
});

test('P39: “Try now” does, and every other page comes from the network again', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const place = await newServer(ada, unique('Observatory '));
	const hers = await open(ada, wishes);
	await visit(hers, place.channel);
	await eventually(() => isGuarded(hers)).toBe(true);
	await hers.context().setOffline(true);
	await hers.goto('/settings');
	await heading(hers).waitFor();
	expect(await hers.evaluate(() => getComputedStyle(document.body).backgroundColor), 'it is dressed').not.toBe(
		'rgba(0, 0, 0, 0)'
	);
	await hers.context().setOffline(false);
	const button = hers.getByRole('link', { name: 'Try now' });
	await button.click().catch(() => undefined); // it may have led back by itself already
	await hers.getByRole('heading', { name: 'You', level: 1 }).waitFor();
});

test('P39: the worker keeps its one page and nothing of anybody; signing out ends it', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const secret = unique('secret');
	const place = await newServer(ada);
	await say(ada, place, secret);
	const hers = await open(ada, wishes);
	await visit(hers, place.channel);
	await eventually(() => isGuarded(hers)).toBe(true);
	await hers.goto('/settings');
	await hers.goto(place.channel);
	await isLive(hers);
	const kept = await hers.evaluate(async () => {
		const all: { path: string; text: string }[] = [];
		for (const name of await caches.keys()) {
			const cache = await caches.open(name);
			for (const { url } of await cache.keys())
				all.push({ path: new URL(url).pathname, text: await (await cache.match(url))!.text() });
		}
		return all;
	});
	expect(kept.map(({ path }) => path)).toContain('/offline');
	for (const { path, text } of kept) {
		expect(path).toMatch(/^\/(?:offline|offline\.js|favicon\.svg|_app\/immutable\/.*\.css)$/);
		for (const hers of [secret, 'Ada Lovelace', place.id]) expect(text).not.toContain(hers);
	}

	await hers.goto('/settings');
	await hers.getByRole('button', { name: 'Sign out' }).click();
	await hers.waitForURL(/\/sign-in/);
	await hers.goBack();
	await hers.waitForURL(/\/sign-in/);
	await hers.getByRole('heading', { name: 'Good to see you' }).waitFor();
	expect(await hers.content()).not.toContain(secret);
});
