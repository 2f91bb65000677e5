import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { say } from '../person';
import { baseUrl, test } from './browser';
import { twoPeople } from './channel';

/** A page of somebody else, on this machine. */
let stranger: Server;
beforeAll(async () => {
	stranger = createServer((_, response) =>
		response.setHeader('content-type', 'text/html').end('<title>Free kittens</title>')
	);
	await new Promise<void>((done) => stranger.listen(0, done));
});
afterAll(() => stranger?.close());

// Another port is another origin of the same site, to which browsers send our cookies; another name is another site.
test.for(['127.0.0.1', 'localhost'])(
	'T44: a page under %s on another port can post nothing, whatever type it gives it, or none',
	async (host, { open }) => {
		const { ada, grace, place } = await twoPeople();
		const page = await open(ada, { expected: /status of 403|Failed to load resource|CORS policy|WebSocket/ });
		const asked: string[] = [];
		page.on('request', (request) => void (request.url().startsWith(baseUrl) && asked.push(request.method())));
		const statuses: number[] = [];
		page.on('response', (answer) => void (answer.url().startsWith(baseUrl) && statuses.push(answer.status())));
		await page.goto(`http://${host}:${(stranger.address() as AddressInfo).port}/`);
		const sends = `${baseUrl}${place.channel}?/send`;
		await page.evaluate(async (address) => {
			const words = 'body=Kittens';
			const form = new FormData();
			form.set('body', 'Kittens');
			const bodies = [
				new Blob([words]), // no type at all: nothing is asked beforehand
				new Blob([words], { type: 'text/plain' }),
				new URLSearchParams(words),
				form
			];
			for (const body of bodies)
				await fetch(address, { method: 'POST', mode: 'no-cors', credentials: 'include', body }).catch(() => undefined);
		}, sends);
		expect(asked, 'what was sent').toEqual(['POST', 'POST', 'POST', 'POST']);
		// A form that leads away, as if it were a link.
		await Promise.all([
			page.waitForURL(sends),
			page.evaluate((address) => {
				document.body.innerHTML = `<form method="post" action="${address}"><input name="body" value="Kittens"></form>`;
				document.forms[0]!.submit();
			}, sends)
		]);
		expect(new Set(statuses)).toEqual(new Set([403]));
		expect(await say(grace, place, 'The first line'), 'nothing was written before').toBe(1);
	}
);

test('T45: a page of the same site under another port opens no socket', async ({ open }) => {
	const { ada } = await twoPeople();
	const page = await open(ada, { expected: /WebSocket/ });
	await page.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`);
	const end = await page.evaluate(
		(address) =>
			new Promise<string>((resolve) => {
				const socket = new WebSocket(address);
				socket.onopen = () => resolve('open');
				socket.onclose = () => resolve('closed');
			}),
		`${baseUrl.replace('http', 'ws')}/realtime`
	);
	expect(end).toBe('closed');
});
