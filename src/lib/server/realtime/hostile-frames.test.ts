import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { hostileJson, inherited } from '../../../../tests/hostile-json';
import { clientFrame, closeCodes } from '$lib/realtime/protocol';
import { Session } from './session';

vi.mock('./hearing', () => ({ hearingOf: async () => ({ topics: new Set(), channels: new Map([['7', true]]) }) }));
vi.mock('../auth', () => ({ loginEnd: async () => new Date(Date.now() + 60_000) }));
vi.mock('../db/birth', () => ({ birthOfDatabase: async () => 1 }));
vi.mock('../messages/changes', () => ({
	changesSince: async () => ({ startOver: false, messages: [], own: [], head: { seq: 1, rev: 1 } })
}));

/** A session, and the codes with which it closes its socket. */
function sessionOf() {
	const closed: number[] = [];
	const socket = {
		...{ OPEN: 1, readyState: 1 },
		close(code: number) {
			closed.push(code);
			this.readyState = 2;
		},
		terminate: () => undefined
	};
	const wire = { writable: true, writableLength: 0, write: () => true };
	const viewer = { id: '1', name: 'Mallory', handle: 'mallory', avatarUrl: null };
	const visit = { viewer, loginId: '1', endsAt: new Date(Date.now() + 60_000), cookies: [] };
	const session = new Session(visit as never, socket as unknown as WebSocket, wire as unknown as Duplex);
	return { session, closed };
}

const isWellFormed = (text: string) => {
	try {
		return clientFrame.safeParse(JSON.parse(text)).success;
	} catch {
		return false;
	}
};
const hello = JSON.stringify({ type: 'hello', version: 1 });

async function hostile(text: string): Promise<void> {
	const { session, closed } = sessionOf();
	await session.receive(hello);
	await session.receive(text);
	const expected = isWellFormed(text) ? [[], [closeCodes.outdated]] : [[closeCodes.badFrame]];
	expect(expected, text.slice(0, 200)).toContainEqual(closed);
	session.end();
}

describe('T32: hostile frames', () => {
	test(
		'20,000 of them, made up and spoiled: each is refused or ends its connection, and none throws',
		{ timeout: 120_000 },
		async () => {
			let [refused, taken] = [0, 0];
			await fc.assert(
				fc.asyncProperty(hostileJson, async (text) => {
					if (isWellFormed(text)) taken++;
					else refused++;
					await hostile(text);
				}),
				{ numRuns: 20_000, seed: 32 }
			);
			expect(refused).toBeGreaterThan(15_000);
			expect(taken, 'some of them must be good, or we only tried one door').toBeGreaterThan(50);
		}
	);
});

test(
	'T32: a frame nested a hundred thousand deep ends its connection; nothing writes it out again',
	{ timeout: 60_000 },
	async () => {
		for (const [open, close] of ['[]', '{}']) {
			const deep = open === '[' ? '[' : '{"a":';
			await hostile(`${deep.repeat(100_000)}1${close!.repeat(100_000)}`);
			await hostile(`{"type":"open","channelId":${deep.repeat(100_000)}1${close!.repeat(100_000)}}`);
		}
	}
);

describe('T31: words every object knows', () => {
	test.each(inherited)('%s as a word, a key and a value, at every depth', async (word) => {
		const json = JSON.stringify(word);
		const good = ['{"type":"ping"}', '{"type":"open","channelId":"7"}', '{"type":"presence","status":"online"}'];
		const wrapped = (inside: string, depth: number) => `${`{${json}:`.repeat(depth)}${inside}${'}'.repeat(depth)}`;
		const frames = [
			`{"type":${json}}`,
			`{${json}:"ping"}`,
			`{"type":{${json}:"ping"}}`,
			`{"type":[${json}]}`,
			`{"type":"open","channelId":${json}}`,
			`{"type":"presence","status":${json}}`,
			`{"type":"hello","version":${json}}`,
			...[1, 2, 3, 8, 1000].map((depth) => wrapped('{"type":"ping"}', depth)),
			...good.map((frame) => frame.replace('{', `{${json}:{"x":1,"isAdmin":true},`)),
			...good.map((frame) => frame.replace('}', `,${json}:{"x":1,"isAdmin":true}}`)),
			...good.map((frame) => frame.replace(/"(\w+)"}$/, `{${json}:{"x":1}}}`))
		];
		for (const frame of frames) {
			// `__proto__` as a key of JSON is an own key like any other; nothing of ours may make it more.
			expect(isWellFormed(frame), frame.slice(0, 80)).toBe(false);
			await hostile(frame);
		}
		const nothing = {} as Record<string, unknown>;
		expect([nothing.x, nothing.isAdmin, ([] as unknown as Record<string, unknown>).x]).toEqual([
			undefined,
			undefined,
			undefined
		]);
	});
});
