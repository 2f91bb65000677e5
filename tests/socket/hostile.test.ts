import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { closeCodes, PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { hostileJson, inherited } from '../hostile-json';
import { inTurns } from '../http/sense';
import { newPerson, type Person } from '../person';
import { Client } from './client';

/** The most one frame may have, in bytes. */
const LONGEST = 32 * 1024;

let mallory: Person, ada: Person;
let other: Client;
beforeAll(async () => {
	[mallory, ada] = (await Promise.all(['Mallory', 'Ada'].map(newPerson))) as [Person, Person];
	other = await Client.live(ada);
});

/** What the server has in memory, in MiB. */
const memory = () =>
	Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${inject('serverPid')}/status`, 'utf8'))![1]) / 1024;

/** Says one thing after hello. Answers the code that ended the connection; null when it was answered in words. */
async function say(text: string | Buffer): Promise<number | null> {
	const client = await Client.live(mallory);
	client.socket.send(text, { binary: false });
	client.say({ type: 'ping' });
	const isAnswered = client
		.hears(({ type }) => type === 'pong')
		.then(
			() => true,
			() => false
		);
	if (!(await isAnswered)) return (await client.ends()).code;
	const unasked = client.heard.filter(({ type }) => !['ready', 'pong', 'refused', 'opened', 'presence'].includes(type));
	expect(unasked, String(text).slice(0, 100)).toEqual([]);
	client.end();
	return null;
}

test('T32: five hundred hostile frames are refused or end their connection; the server keeps its memory and its manners', async () => {
	const frames = fc
		.sample(hostileJson, { numRuns: 500, seed: 3232 })
		.filter((text) => Buffer.byteLength(text) < LONGEST);
	expect(frames.length).toBeGreaterThan(450);
	const codes = new Set<number | null>();
	await inTurns(frames.slice(0, 100), async (text) => codes.add(await say(text)));
	const before = memory();
	await inTurns(frames.slice(100), async (text) => codes.add(await say(text)));
	expect([...codes].sort()).toEqual([closeCodes.badFrame, null].sort());
	expect(memory() - before, 'MiB more').toBeLessThan(64);
	await other.settled();
	expect(other.closed).toBeUndefined();
}, 120_000);

test('T32: bytes that are no text, and what is too deep, too large or too exact', async () => {
	const spoil = (...bytes: number[]) =>
		Buffer.concat([Buffer.from('{"type":"typing","channelId":"'), Buffer.from(bytes), Buffer.from('"}')]);
	// An overlong slash, half of a surrogate, a byte that never occurs, a character that was cut, one beyond the last.
	for (const bytes of [[0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xff], [0xe2, 0x82], [0xf4, 0x90, 0x80, 0x80]])
		expect([bytes, await say(spoil(...bytes))]).toEqual([bytes, 1007]);
	const deep = Math.floor(LONGEST / 2) - 40;
	for (const text of [
		'['.repeat(deep) + ']'.repeat(deep),
		`{"type":"open","channelId":${'['.repeat(deep)}${']'.repeat(deep)}}`,
		'{"a":'.repeat(6000),
		`{"type":"open","channelId":"7","rev":1e400}`,
		`{"type":"hello","version":${'9'.repeat(30_000)}}`,
		'{"type":"ping","type":"shout"}',
		'{"type":"typing","channelId":"\\ud800"}',
		'{"type":"typing","channelId":"7\\u0000"}',
		'\u0000',
		''
	])
		expect([text.slice(0, 60), await say(text)]).toEqual([text.slice(0, 60), closeCodes.badFrame]);
	expect(await say(`"${'x'.repeat(40 * 1024)}"`)).toBe(1009);
	expect(await say(`{"type":"open","channelId":"7","rev":${PROTOCOL_VERSION}}`)).toBeNull();
	await other.settled();
});

test('T31: words every object knows are no frames', async () => {
	await inTurns(inherited, async (word) => {
		for (const frame of [
			`{"type":"${word}"}`,
			`{"type":"ping","${word}":{"x":1}}`,
			`{"${word}":{"type":"ping"}}`,
			`{"type":"open","channelId":"${word}"}`,
			`{"type":"presence","status":"${word}"}`
		])
			expect([frame, await say(frame)]).toEqual([frame, closeCodes.badFrame]);
	});
	await other.settled();
	other.end();
});
