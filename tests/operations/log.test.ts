import { execFileSync, spawn } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { endChild, exitOf, hasEnded, waitUntil } from '../../scripts/parts/processes.js';
import { root } from '../../scripts/parts/settings.js';
import { Database } from '../faults/database';
import { quietPort } from '../faults/ports';

const life = begin();
const folder = mkdtempSync(join(tmpdir(), 'chatsphere-log-'));
let database: Database;
beforeAll(async () => {
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	database = await Database.open(life);
});
afterAll(() => life.end());

/** Starts the app with this as its standard error, and says whether it came up, answers, and goes when it is told to. */
async function outlives(stderr: number): Promise<{ isUp: boolean; exit: number | null }> {
	const port = await quietPort();
	const env = {
		PATH: process.env.PATH,
		NODE_ENV: 'production',
		PORT: String(port),
		// About this it writes its first line, before it listens.
		ORIGIN: 'https://chat.example.org',
		DATABASE_URL: database.url(),
		DATA_DIR: join(folder, 'data'),
		AUTH_SECRET: 'a secret only for tests, of enough length'
	};
	const child = spawn(process.execPath, ['server.js'], { cwd: root, env, stdio: ['ignore', 'ignore', stderr] });
	life.later(() => endChild(child, 1_000));
	const isReady = async () => (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok === true;
	await waitUntil(async () => hasEnded(child) || (await isReady()), 60_000);
	const isUp = !hasEnded(child) && (await isReady());
	child.kill('SIGTERM');
	await exitOf(child);
	return { isUp, exit: child.exitCode };
}

const fine = { isUp: true, exit: 0 };

test('a disk without room for the log stops nobody', async () => {
	const full = openSync('/dev/full', 'w');
	life.later(() => closeSync(full));
	expect(() => writeSync(full, 'x')).toThrow('ENOSPC');
	expect(await outlives(full)).toEqual(fine);
});

/** A line between processes: the end to read from, and the one to write to. */
function pipe(name: string): { reader: number; writer: number } {
	const path = join(folder, name);
	execFileSync('mkfifo', [path]);
	const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	return { reader, writer: openSync(path, constants.O_WRONLY) };
}

test('a reader of the log that has gone stops nobody', async () => {
	const { reader, writer } = pipe('gone');
	closeSync(reader);
	life.later(() => closeSync(writer));
	expect(await outlives(writer)).toEqual(fine);
});

test('a reader of the log that has stopped reading stops nobody', async () => {
	const { reader, writer } = pipe('stuck');
	for (const end of [reader, writer]) life.later(() => closeSync(end));
	const filler = openSync(join(folder, 'stuck'), constants.O_WRONLY | constants.O_NONBLOCK);
	expect(() => {
		for (;;) writeSync(filler, 'x'.repeat(1024));
	}).toThrow('EAGAIN');
	closeSync(filler);
	expect(await outlives(writer)).toEqual(fine);
});
