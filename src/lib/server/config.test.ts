import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { clerkSources } from './auth/browsers';
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

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' });
const clerk = {
	ORIGIN: 'https://chat.example.org',
	PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_live_${btoa('clerk.example.org$')}`,
	CLERK_SECRET_KEY: 'sk_live_x'
};

test('accounts are kept by Clerk when its two keys are there', () => {
	expect(readConfig(enough)).toMatchObject({ clerk: null, linkAccounts: null });
	expect(readConfig({ ...enough, ...clerk })).toMatchObject({
		unused: [],
		clerk: {
			frontendApi: 'https://clerk.example.org',
			origin: 'https://chat.example.org',
			apiUrl: 'https://api.clerk.com',
			jwtKey: undefined,
			proxyUrl: undefined
		}
	});
	const more = {
		CLERK_JWT_KEY: String(pem).replaceAll('\n', '\\n'),
		CLERK_WEBHOOK_SIGNING_SECRET: 'whsec_c2VjcmV0',
		PUBLIC_CLERK_PROXY_URL: '/__clerk',
		LINK_ACCOUNTS: 'none'
	};
	expect(readConfig({ ...enough, ...clerk, ...more })).toMatchObject({
		linkAccounts: 'none',
		clerk: {
			jwtKey: String(pem),
			webhookSecret: 'whsec_c2VjcmV0',
			proxyUrl: 'https://chat.example.org/__clerk',
			proxyForBrowsers: '/__clerk'
		}
	});
});

test('a content security policy learns whom Clerk needs', () => {
	const sources = (more = {}) => clerkSources(readConfig({ ...enough, ...clerk, ...more }));
	expect(clerkSources(readConfig(enough))).toEqual({});
	expect(sources()['connect-src']).toEqual(['https://clerk.example.org']);
	expect(sources()['script-src']).toContain('https://clerk.example.org');
	expect(sources({ PUBLIC_CLERK_PROXY_URL: '/__clerk' })['connect-src']).toEqual([]);
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
	[{ PUBLIC_CLERK_PUBLISHABLE_KEY: clerk.PUBLIC_CLERK_PUBLISHABLE_KEY }, 'CLERK_SECRET_KEY is missing.'],
	[{ CLERK_WEBHOOK_SIGNING_SECRET: 'whsec_x' }, 'Clerk is only half set: CLERK_WEBHOOK_SIGNING_SECRET is there'],
	[{ ...clerk, ORIGIN: undefined }, 'Clerk signs people in for one address: set ORIGIN'],
	[{ ...clerk, PUBLIC_CLERK_PUBLISHABLE_KEY: 'pk_live_x' }, 'PUBLIC_CLERK_PUBLISHABLE_KEY must be a publishable key'],
	[{ ...clerk, CLERK_SECRET_KEY: clerk.PUBLIC_CLERK_PUBLISHABLE_KEY }, 'CLERK_SECRET_KEY must begin with sk_'],
	[{ ...clerk, CLERK_JWT_KEY: 'x' }, 'CLERK_JWT_KEY must be the public key'],
	[{ ...clerk, CLERK_WEBHOOK_SIGNING_SECRET: 'x' }, 'CLERK_WEBHOOK_SIGNING_SECRET must begin with whsec_'],
	[{ ...clerk, PUBLIC_CLERK_PROXY_URL: '__clerk' }, 'PUBLIC_CLERK_PROXY_URL must be an address, or a path'],
	[{ LINK_ACCOUNTS: 'email' }, 'LINK_ACCOUNTS must be verified-email or none'],
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
