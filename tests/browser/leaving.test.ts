import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { newPerson, newServer, say } from '../person';
import { isAlive, isLive, test, visit } from './browser';

/** Another site, and what browsers tell it. */
let other: Server;
const told: IncomingHttpHeaders[] = [];
let elsewhere = '';
beforeAll(async () => {
	other = createServer(({ headers, url }, response) => {
		if (url?.startsWith('/landing')) told.push(headers);
		response.setHeader('content-type', 'text/html').end('<title>Elsewhere</title>');
	});
	await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
	elsewhere = `http://localhost:${(other.address() as AddressInfo).port}/landing`;
});
afterAll(() => other?.close());

test('T51: another site does not learn from which page, or by which invite, somebody came', async ({ open }) => {
	const ada = await newPerson('Ada');
	const place = await newServer(ada);
	await say(ada, place, `Look at ${elsewhere} once`);
	const page = await open(ada);
	await visit(page, place.channel);
	const [opened] = await Promise.all([
		page.context().waitForEvent('page'),
		page
			.getByRole('log')
			.getByRole('link', { name: /localhost/ })
			.click()
	]);
	await opened.waitForURL(elsewhere);
	expect(await opened.evaluate(() => [document.referrer, String(globalThis.opener)])).toEqual(['', 'null']);

	const stranger = await open(null);
	await stranger.goto(place.invite);
	await stranger.evaluate((address) => {
		const link = document.createElement('a');
		link.href = address;
		link.textContent = 'away';
		document.body.prepend(link);
	}, elsewhere);
	await stranger.getByRole('link', { name: 'away' }).click();
	await stranger.waitForURL(elsewhere);
	expect(await stranger.evaluate(() => document.referrer)).toBe('');
	expect(told.length).toBeGreaterThan(1);
	for (const { referer, origin, cookie } of told)
		expect([referer, origin, cookie]).toEqual([undefined, undefined, undefined]);
});

test('T52: after signing out, Back shows the sign-in page and nothing of what was there', async ({ open }) => {
	const ada = await newPerson('Ada');
	const place = await newServer(ada);
	const secret = `canary-${crypto.randomUUID()}`;
	await say(ada, place, secret);
	for (const javaScriptEnabled of [true, false]) {
		const page = await open(ada, { javaScriptEnabled });
		await page.goto(place.channel);
		await page.getByText(secret).waitFor();
		if (javaScriptEnabled) await isLive(page);
		await page.goto('/settings');
		// Its socket, which ends with the session, must know that the answer leads away.
		if (javaScriptEnabled) await isAlive(page);
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.waitForURL(/\/sign-in/);
		expect(new URL(page.url()).search, 'led there by the answer, which clears what was kept').toBe('');
		for (let steps = 0; steps < 2; steps++) {
			await page.goBack();
			await page.getByRole('button', { name: 'Sign in' }).waitFor();
			expect(await page.content()).not.toContain(secret);
		}
		await page.context().close();
		if (javaScriptEnabled) await ada.submit('/sign-in', { email: ada.email, password: 'correct horse battery staple' });
	}
});

test('T50: data loaded as a script by another page is refused', async ({ open }) => {
	const ada = await newPerson('Ada');
	const place = await newServer(ada);
	await say(ada, place, 'First light.');
	const page = await open(ada, { expected: /./ });
	await page.goto(elsewhere.replace('localhost', '127.0.0.1'));
	const paths = [
		...[`/api/channels/${place.channelId}/messages`, `/api/sync?channel=${place.channelId}&rev=0`],
		...[`${place.channel}/__data.json`, '/settings/__data.json', place.channel, '/favicon.svg']
	];
	const loaded = await page.evaluate(
		([base, ...paths]) =>
			Promise.all(
				['script', 'img', 'iframe'].flatMap((tag) =>
					paths.map(
						(path) =>
							new Promise<string>((resolve) => {
								const element = document.createElement(tag) as HTMLScriptElement;
								element.onload = () => {
									const frame = element as unknown as HTMLIFrameElement;
									// A frame that was refused says that it loaded, too: an error page of the browser.
									resolve(`${tag} ${path} ${tag === 'iframe' && !frame.contentDocument ? 'refused' : 'loaded'}`);
								};
								element.onerror = () => resolve(`${tag} ${path} refused`);
								element.src = base + path;
								document.body.append(element);
							})
					)
				)
			),
		[new URL(place.channel, ada.base).origin, ...paths]
	);
	expect(loaded.filter((one) => !one.endsWith('refused'))).toEqual([]);
	expect(page.frames().filter((frame) => frame.url().startsWith(ada.base))).toEqual([]);
});
