import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Connection } from '../faults/connection';
import type { Person } from '../faults/people';
import { quietPort } from '../faults/ports';
import { raiseStage, type Place, type Stage } from '../faults/stage';
import { Writer } from '../faults/writer';

let stage: Stage;
let port: number;
let place: Place;
let people: Person[];
let windows: Connection[];
beforeAll(async () => {
	port = await quietPort();
	stage = await raiseStage({ settings: { METRICS_PORT: String(port) } });
	({ place, people } = await stage.place(3));
	windows = people.map(
		(person) =>
			new Connection(
				place,
				person,
				() => undefined,
				() => 0
			)
	);
});
afterAll(async () => {
	for (const window of windows ?? []) window.stop();
	await stage?.end();
});

const read = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
/** A figure without labels. */
const figure = async (name: string) => {
	const line = (await read()).split('\n').find((line) => line.startsWith(`chatsphere_${name} `));
	return Number(line?.split(' ')[1] ?? NaN);
};
const until = (name: string) => expect.poll(() => figure(name), { timeout: 20_000, interval: 50 });

test('what happens is counted, and what is there is read', async () => {
	expect([await figure('sockets'), await figure('messages_posted_total')]).toEqual([0, 0]);
	for (const window of windows) window.connect();
	await until('sockets').toBe(3);
	await until('people_online').toBe(3);
	await expect.poll(() => windows.every(({ state }) => state === 'live'), { timeout: 20_000 }).toBe(true);
	const before = await figure('deliveries_total');
	const writer = new Writer(place, people[0]!);
	for (let count = 0; count < 4; count++) await writer.send();
	expect(await figure('messages_posted_total')).toBe(4);
	// Three windows hear four lines.
	await until('deliveries_total').toBeGreaterThanOrEqual(before + 12);
	await until('search_waiting_channels').toBe(0);
	expect(await figure('database_connections_total')).toBeGreaterThan(10);
	expect(await figure('database_wait_seconds_total')).toBeGreaterThan(0);
	expect([await figure('database_timeouts_total'), await figure('calls'), await figure('people_in_calls')]).toEqual([
		0, 0, 0
	]);

	const form = new FormData();
	for (const [name, value] of Object.entries({ body: '', nonce: crypto.randomUUID(), channelId: place.channelId }))
		form.append(name, value);
	form.append('files', new File(['hello'], 'note.txt', { type: 'text/plain' }));
	const headers = { cookie: people[0]!.cookie, origin: place.base, accept: 'text/html' };
	await fetch(`${place.base}${place.path}?/send`, { method: 'POST', body: form, headers, redirect: 'manual' });
	expect([await figure('uploads_total'), await figure('uploaded_bytes_total')]).toEqual([1, 5]);
	windows[0]!.stop();
	await until('sockets').toBe(2);
});

test('requests are told by route and status, and nobody by name or id', async () => {
	await fetch(`${place.base}${place.path}`, { headers: { cookie: people[1]!.cookie } });
	await fetch(`${place.base}${place.path}`, { redirect: 'manual' });
	await fetch(`${place.base}/nowhere/${people[0]!.id}`);
	const text = await read();
	const counted = (route: string, status: number) =>
		text.includes(`chatsphere_http_request_duration_seconds_count{route="${route}",status="${status}"}`);
	const channel = '/(app)/servers/[communityId=id]/channels/[channelId=id]';
	expect([counted(channel, 200), counted(channel, 303), counted('none', 404)]).toEqual([true, true, true]);
	expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
	expect(text).toMatch(/^process_resident_memory_bytes /m);
	const names = [place.communityId, place.channelId, 'Observatory', 'general', ...people.map(({ name }) => name)];
	for (const name of names) expect(text).not.toContain(name);
	for (const { id } of people) expect(text).not.toMatch(new RegExp(`"[^"]*\\b${id}\\b`));
});

test('T81: figures have a port of their own, on this machine only, and nothing else is there', async () => {
	const statusOf = async (address: string, method = 'GET') => (await fetch(address, { method })).status;
	expect(await statusOf(`${place.base}/metrics`)).toBe(404);
	const own = `http://127.0.0.1:${port}`;
	expect(await statusOf(`${own}/metrics`)).toBe(200);
	expect(await statusOf(`${own}/metrics`, 'POST')).toBe(404);
	for (const path of ['/', '/healthz', '/metrics/', '/sign-in']) expect(await statusOf(`${own}${path}`)).toBe(404);
	const outside = Object.values(networkInterfaces()).flatMap(
		(list) => list?.filter(({ internal, family }) => !internal && family === 'IPv4') ?? []
	);
	// 127.0.0.2 is this machine too, but another address than the one it listens on.
	for (const address of ['127.0.0.2', ...outside.map(({ address }) => address)])
		await expect(fetch(`http://${address}:${port}/metrics`), address).rejects.toThrow('fetch failed');
});

test('a port that cannot be had is said in one sentence', async () => {
	const other = await raiseStage({ settings: { METRICS_PORT: String(port) } }).catch((error: Error) => error.message);
	expect(other).toMatch(new RegExp(`Chatsphere cannot start: METRICS_PORT=${port} .*EADDRINUSE`));
});
