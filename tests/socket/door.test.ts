import { fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { connect } from 'node:net';
import { beforeAll, expect, inject, test } from 'vitest';
import { closeCodes, PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { newPerson, Visitor, type Person } from '../person';
import { Client } from './client';

let ada: Person;
beforeAll(async () => {
	ada = await newPerson('Ada');
});

const base = () => inject('baseUrl');
const port = () => new URL(base()).port;

async function opened(person: Visitor): Promise<Client> {
	const client = await Client.open(person);
	if (typeof client === 'number') throw new Error(`refused with ${client}`);
	return client;
}

test.each([
	['none', null],
	['null', 'null'],
	['another site', 'https://evil.example'],
	['our name as their prefix', 'http://127.0.0.1.evil.example'],
	['our name behind theirs', 'http://evil.example/http://127.0.0.1'],
	['another port', 'http://127.0.0.1:1'],
	['another scheme', 'https://127.0.0.1']
])('T45: an upgrade from a page of %s origin is refused', async (_, origin) => {
	expect(await Client.open(ada, { origin })).toBe(403);
});

test('an upgrade without a session is refused', async () => {
	expect(await Client.open(new Visitor())).toBe(401);
});

test('an upgrade anywhere else is refused', async () => {
	expect(await Client.open(ada, { path: '/' })).toBe(404);
	expect(await Client.open(ada, { path: '/realtime/../servers' })).toBe(404);
});

test('an upgrade under a foreign host name is refused', async () => {
	const answer = await new Promise<string>((resolve, reject) => {
		const raw = connect(Number(port()), '127.0.0.1', () =>
			raw.write(
				`GET /realtime HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\nCookie: ${ada.cookie}\r\n` +
					'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
			)
		);
		raw.once('data', (data) => resolve(String(data)));
		raw.once('error', reject);
	});
	expect(answer).toMatch(/^HTTP\/1\.1 403 /);
});

test.each([
	['no JSON', 'hello'],
	['an unknown word', '{"type":"shout"}'],
	['a word from Object’s own', '{"type":"__proto__"}'],
	['an array', '[]'],
	['null', 'null'],
	['a number', '7'],
	['an extra field', '{"type":"ping","admin":true}'],
	['a number as an id', '{"type":"open","channelId":7}'],
	['an object as an id', '{"type":"open","channelId":{}}'],
	['a deep nest', `${'['.repeat(5000)}${']'.repeat(5000)}`]
])('%s ends the connection with a code, not the server', async (_, text) => {
	const client = await opened(ada);
	client.say({ type: 'hello', version: PROTOCOL_VERSION });
	await client.hears(({ type }) => type === 'ready');
	client.socket.send(text);
	expect((await client.ends()).code).toBe(closeCodes.badFrame);
});

test('T65: binary frames and giants are refused', async () => {
	const binary = await opened(ada);
	binary.socket.send(Buffer.from('{"type":"ping"}'));
	expect((await binary.ends()).code).toBe(closeCodes.badFrame);
	const giant = await opened(ada);
	giant.socket.send('x'.repeat(40 * 1024));
	expect((await giant.ends()).code).toBe(1009);
});

test('who speaks before hello, or another protocol, is sent away', async () => {
	const early = await opened(ada);
	early.say({ type: 'ping' });
	expect((await early.ends()).code).toBe(closeCodes.badFrame);
	const old = await opened(ada);
	old.say({ type: 'hello', version: PROTOCOL_VERSION + 1 });
	expect((await old.ends()).code).toBe(closeCodes.outdated);
});

test('T64: a flood of frames is ignored, said so once, and ended when it goes on; others do not feel it', async () => {
	const [flooder, other] = await Promise.all([Client.live(await newPerson('Flood')), Client.live(ada)]);
	for (let i = 0; i < 100; i++) flooder.say({ type: 'ping' });
	await flooder.hears((frame) => frame.type === 'refused' && frame.code === 'too-many');
	expect(flooder.closed).toBeUndefined();
	for (let i = 0; i < 200; i++) flooder.say({ type: 'ping' });
	expect((await flooder.ends()).code).toBe(closeCodes.tooMuch);
	expect(flooder.heard.filter(({ type }) => type === 'refused')).toHaveLength(1);
	await other.settled();
	other.end();
});

/** Five people in a process of their own who say as much as they can. Resolves when they have begun; answers how to stop them, which answers how often they spoke. */
async function startFlood(): Promise<() => Promise<number>> {
	const people = await Promise.all(Array.from({ length: 5 }, (_, i) => newPerson(`Flood ${i}`)));
	const cookies = people.map(({ cookie }) => cookie);
	const child = fork('tests/socket/flooder.mjs', [base(), PROTOCOL_VERSION.toString(), ...cookies]);
	// What is measured is the server's work, not who gets the processor: with more of it they would only keep it from the others.
	setPriority(child.pid!, 5);
	const next = () => new Promise<number>((resolve) => child.once('message', (count) => resolve(Number(count))));
	await next();
	return async () => {
		const said = next();
		child.send('stop');
		await said;
		child.kill('SIGKILL');
		return said;
	};
}

/** How long one answer in a hundred takes at least, for four people who ask now and then, in milliseconds. */
async function slowest(people: Person[]): Promise<number> {
	const took: number[] = [];
	const ask = async (person: Person) => {
		// Nobody asks so often in earnest: each window has a budget of its own.
		for (let window = 0; window < 4; window++) {
			const client = await Client.live(person);
			for (let round = 0; round < 25; round++) {
				const began = performance.now();
				await client.settled();
				took.push(performance.now() - began);
			}
			client.end();
		}
	};
	await Promise.all(people.map(ask));
	return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)]!;
}

test('T64: five flooders with thousands of frames a second do not slow others down', async () => {
	const others = await Promise.all(Array.from({ length: 4 }, (_, i) => newPerson(`Calm ${i}`)));
	const rounds: { calm: number; loud: number }[] = [];
	let frames = 0;
	for (let round = 0; round < 3; round++) {
		const calm = await slowest(others);
		const stop = await startFlood();
		const loud = await slowest(others);
		frames += await stop();
		rounds.push({ calm, loud });
	}
	expect(frames).toBeGreaterThan(2500);
	// Other tests come between now and then; a server that is held up by them is held up each time. Below a blink the ratio says nothing.
	expect(rounds).toContainEqual(expect.toSatisfy(({ calm, loud }) => loud < Math.max(2 * calm, 60)));
});

test('T65: a frame in very many pieces is refused', async () => {
	const client = await Client.live(ada);
	for (let i = 0; i < 20; i++) client.socket.send('x', { fin: false });
	expect([1008, 1009, 1006]).toContain((await client.ends()).code);
});

test('an eleventh window closes the oldest', async () => {
	const person = await newPerson('Tabs');
	const windows = [];
	for (let i = 0; i < 11; i++) windows.push(await Client.live(person));
	expect((await windows[0]!.ends()).code).toBe(closeCodes.tooManySockets);
	await windows[10]!.settled();
	expect(windows.slice(1).every(({ closed }) => !closed)).toBe(true);
	for (const client of windows) client.end();
});

test('T66: sixty windows opened at once are still ten', async () => {
	const person = await newPerson('Burst');
	const windows = await Promise.all(Array.from({ length: 60 }, () => Client.open(person)));
	const open = windows.filter((client): client is Client => typeof client !== 'number');
	for (const client of open) client.say({ type: 'hello', version: PROTOCOL_VERSION });
	await expect.poll(() => open.filter(({ closed }) => !closed).length).toBe(10);
	for (const client of open) client.end();
});
