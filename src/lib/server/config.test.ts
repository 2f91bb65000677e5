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
	[{ LIVEKIT_URL: 'wss://x' }, 'LiveKit is only half set: LIVEKIT_API_KEY and LIVEKIT_API_SECRET is missing.']
])('%j is refused with the reason', (change, reason) => {
	expect(() => readConfig({ ...enough, ...change })).toThrow(CannotStart);
	expect(() => readConfig({ ...enough, ...change })).toThrow(reason);
});
