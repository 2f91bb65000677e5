import { expect, test } from 'vitest';
import { CannotStart, readConfig } from './config';

const enough = { DATABASE_URL: 'mysql://u:p@127.0.0.1:3306/chatsphere', AUTH_SECRET: 'x'.repeat(32) };

test('little is needed, and only this machine may come', () => {
	expect(readConfig(enough)).toMatchObject({
		port: 3000,
		host: '127.0.0.1',
		origin: null,
		dataDir: '.data',
		unused: [],
		uploadThingToken: null,
		fileLimit: 25 * 1024 * 1024
	});
	expect(readConfig({ ...enough, PORT: '', ORIGIN: '' })).toMatchObject({ port: 3000, origin: null });
	expect(readConfig({ ...enough, HOST: '0.0.0.0', ORIGIN: 'https://chat.example.org/' })).toMatchObject({
		origin: 'https://chat.example.org'
	});
});

test('calls need nothing, and take what there is', () => {
	expect(readConfig(enough)).toMatchObject({
		livekit: null,
		mesh: { iceServers: [], turn: null, isRelayOnly: false },
		ringFor: 30_000
	});
	const set = {
		ICE_SERVERS:
			'[{"urls":"stun:stun.example.org:3478"},{"urls":["turn:a.example.org"],"username":"u","credential":"c"}]',
		TURN_URL: 'turn:turn.example.org:3478, turns:turn.example.org:5349',
		TURN_SECRET: 'a secret of the relay',
		CALLS_RELAY_ONLY: 'true',
		LIVEKIT_URL: 'wss://livekit.example.org/',
		LIVEKIT_API_KEY: 'key',
		LIVEKIT_API_SECRET: 'secret'
	};
	expect(readConfig({ ...enough, ...set })).toMatchObject({
		unused: [],
		livekit: { url: 'wss://livekit.example.org', apiKey: 'key', apiSecret: 'secret' },
		mesh: {
			iceServers: [
				{ urls: ['stun:stun.example.org:3478'] },
				{ urls: ['turn:a.example.org'], username: 'u', credential: 'c' }
			],
			turn: { urls: ['turn:turn.example.org:3478', 'turns:turn.example.org:5349'], secret: 'a secret of the relay' },
			isRelayOnly: true
		}
	});
});

test.each([
	[{ DATABASE_URL: undefined }, 'DATABASE_URL is missing'],
	[{ DATABASE_URL: 'postgres://x/y' }, 'DATABASE_URL must look like mysql://'],
	[{ AUTH_SECRET: undefined }, 'AUTH_SECRET is missing'],
	[{ AUTH_SECRET: 'short' }, 'AUTH_SECRET must have at least 32'],
	[{ PORT: 'http' }, 'PORT '],
	[{ PORT: '70000' }, 'PORT '],
	[{ ORIGIN: 'chat.example.org' }, 'ORIGIN must be an address'],
	[{ ORIGIN: 'ftp://chat.example.org' }, 'ORIGIN must be an address'],
	[{ ORIGIN: 'https://chat.example.org/chat' }, 'ORIGIN must have no path'],
	[{ HOST: '0.0.0.0' }, 'so ORIGIN must say'],
	[{ UPLOADTHING_TOKEN: 'sk_live_x' }, 'UPLOADTHING_TOKEN must be the token'],
	[{ FILE_LIMIT: '-1' }, 'FILE_LIMIT '],
	[{ CLERK_SECRET_KEY: 'sk_x' }, 'Clerk is only half set: PUBLIC_CLERK_PUBLISHABLE_KEY is missing.'],
	[{ ICE_SERVERS: 'stun:stun.example.org' }, 'ICE_SERVERS must be JSON'],
	[{ ICE_SERVERS: '{}' }, 'ICE_SERVERS'],
	[{ ICE_SERVERS: '[{"urls":"https://stun.example.org"}]' }, 'ICE_SERVERS'],
	[{ TURN_URL: 'turn:turn.example.org' }, 'TURN is only half set: TURN_SECRET is missing.'],
	[{ TURN_URL: 'turn.example.org', TURN_SECRET: 'x'.repeat(16) }, 'TURN_URL'],
	[{ TURN_URL: 'turn:turn.example.org', TURN_SECRET: 'short' }, 'TURN_SECRET must have at least 16'],
	[{ CALLS_RELAY_ONLY: 'true' }, 'CALLS_RELAY_ONLY needs a relay'],
	[{ CALLS_RELAY_ONLY: 'true', ICE_SERVERS: '[{"urls":"stun:stun.example.org"}]' }, 'CALLS_RELAY_ONLY needs a relay'],
	[{ CALLS_RELAY_ONLY: 'yes' }, 'CALLS_RELAY_ONLY'],
	[{ CALLS_RING_SECONDS: '0' }, 'CALLS_RING_SECONDS'],
	[
		{ LIVEKIT_URL: 'ftp://x', LIVEKIT_API_KEY: 'k', LIVEKIT_API_SECRET: 's' },
		'LIVEKIT_URL must be an address such as wss://livekit.example.org'
	],
	[{ LIVEKIT_URL: 'wss://x' }, 'LiveKit is only half set: LIVEKIT_API_KEY and LIVEKIT_API_SECRET is missing.']
])('%j is refused with the reason', (change, reason) => {
	expect(() => readConfig({ ...enough, ...change })).toThrow(CannotStart);
	expect(() => readConfig({ ...enough, ...change })).toThrow(reason);
});

test('figures are off, and then on this machine and a port of their own', () => {
	expect(readConfig(enough).metrics).toBeNull();
	expect(readConfig({ ...enough, METRICS_PORT: '9464' }).metrics).toEqual({ port: 9464, host: '127.0.0.1' });
	expect(readConfig({ ...enough, METRICS_PORT: '9464', METRICS_HOST: '0.0.0.0' }).metrics?.host).toBe('0.0.0.0');
	expect(() => readConfig({ ...enough, METRICS_PORT: '3000' })).toThrow(/another one than PORT/);
});
