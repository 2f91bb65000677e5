import { spawn } from 'node:child_process';
import { inject, test, expect } from 'vitest';
import { root } from '../../scripts/parts/settings.js';

const enough = () => ({
	DATABASE_URL: new URL('chatsphere_nobody', inject('databaseUrl')).href,
	AUTH_SECRET: 'a secret only for tests, of enough length',
	PORT: '0',
	DATA_DIR: '/nonexistent/chatsphere'
});

/** Runs `node server.js` to its end; answers its exit code and what it said. */
function start(environment: Record<string, string | undefined>): Promise<{ code: number | null; said: string }> {
	const env = { PATH: process.env.PATH, NODE_ENV: 'production', ...environment };
	const child = spawn(process.execPath, ['server.js'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
	return new Promise((resolve) => child.on('close', (code) => resolve({ code, said: said.trim() })));
}

/** A user that the database does not know. */
function nobody(): string {
	const url = new URL('chatsphere', inject('databaseUrl'));
	[url.username, url.password] = ['nobody', 'a password'];
	return url.href;
}

const livekit = { LIVEKIT_URL: 'wss://livekit.example.org', LIVEKIT_API_KEY: 'key', LIVEKIT_API_SECRET: 'secret' };
const bad: [change: Record<string, string | undefined>, reason: string][] = [
	[{ DATABASE_URL: undefined }, 'DATABASE_URL is missing'],
	[{ DATABASE_URL: 'postgres://x/y' }, 'DATABASE_URL must look like'],
	[{ DATABASE_URL: 'mysql://127.0.0.1:3306' }, 'DATABASE_URL must look like'],
	[{ AUTH_SECRET: undefined }, 'AUTH_SECRET is missing'],
	[{ AUTH_SECRET: '' }, 'AUTH_SECRET is missing'],
	[{ AUTH_SECRET: 'secret' }, 'AUTH_SECRET must have'],
	// As it stands in .env.example.
	[{ AUTH_SECRET: 'at-least-32-random-characters' }, 'AUTH_SECRET must have'],
	[{ HOST: '0.0.0.0' }, 'ORIGIN must say'],
	[{ HOST: '192.0.2.1' }, 'ORIGIN must say'],
	[{ ORIGIN: 'chat.example.org' }, 'ORIGIN must be an address'],
	[{ ORIGIN: 'ftp://chat.example.org' }, 'ORIGIN must be an address'],
	[{ ORIGIN: 'https://chat.example.org/chat' }, 'ORIGIN must have no path'],
	[{ ORIGIN: 'null' }, 'ORIGIN must be an address'],
	[{ PORT: 'http' }, 'PORT'],
	[{ PORT: '70000' }, 'PORT'],
	[{ LOG_LEVEL: 'chatty' }, 'LOG_LEVEL'],
	[{ SEND_LIMIT: '-1' }, 'SEND_LIMIT'],
	[{ FILE_LIMIT: 'much' }, 'FILE_LIMIT'],
	[{ XFF_DEPTH: '0' }, 'XFF_DEPTH'],
	[{ UPLOADTHING_TOKEN: 'sk_live_x' }, 'UPLOADTHING_TOKEN must be the token'],
	[{ ...livekit, LIVEKIT_API_SECRET: undefined }, 'LiveKit is only half set: LIVEKIT_API_SECRET'],
	[{ ...livekit, LIVEKIT_URL: 'livekit.example.org' }, 'LIVEKIT_URL must be an address'],
	[{ CLERK_SECRET_KEY: 'sk_test_x' }, 'Clerk is only half set'],
	[{ TURN_URL: 'turn:turn.example.org' }, 'TURN is only half set'],
	[{ TURN_URL: 'turn:turn.example.org', TURN_SECRET: 'short' }, 'TURN_SECRET must have'],
	[{ ICE_SERVERS: 'stun:stun.example.org' }, 'ICE_SERVERS must be JSON'],
	[{ CALLS_RELAY_ONLY: 'true' }, 'CALLS_RELAY_ONLY needs a relay'],
	[{ DATABASE_URL: 'mysql://root@127.0.0.1:1/chatsphere' }, 'a database that does not answer'],
	[{}, 'a database that is not there'],
	[{ DATABASE_URL: nobody() }, 'a user whom the database does not let in']
];

test('T86: the list is as long as it has to be', () => expect(bad.length).toBeGreaterThan(24));

test.each(bad)('T86: %j is refused at the start, with the reason in one sentence', async (change, reason) => {
	const { code, said } = await start({ ...enough(), ...change });
	expect([code, said]).toEqual([1, expect.stringMatching(/^Chatsphere cannot start: .*[.]$/)]);
	expect(said).toContain(reason);
	expect(said.split('\n')).toHaveLength(1);
	for (const secret of ['a secret only', 'sk_test_x', 'sk_live_x']) expect(said).not.toContain(secret);
});
