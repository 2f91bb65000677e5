import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { endChild, hasEnded, run, waitUntil } from '../../scripts/parts/processes.js';
import { root } from '../../scripts/parts/settings.js';
import { quietPort } from '../faults/ports';

const life = begin();
const folder = mkdtempSync(join(tmpdir(), 'chatsphere-home-'));
life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
afterAll(() => life.end());

let env: NodeJS.ProcessEnv;
beforeAll(async () => {
	env = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: join(folder, 'data'), INIT_CWD: folder };
	env.PORT = String(await quietPort());
});

const command = (name: string, ...words: string[]) =>
	run(process.execPath, [`scripts/${name}.js`, ...words], { signal: life.signal, env });

/** `npm start`, until it listens. Answers how to stop it. */
async function start(): Promise<() => Promise<number | null>> {
	const child = spawn(process.execPath, ['scripts/start.js'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
	life.later(() => endChild(child, 30_000));
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (said += text));
	await waitUntil(() => said.includes('Chatsphere is ready') || hasEnded(child), 90_000);
	expect(said).toContain('Chatsphere is ready');
	return async () => {
		await endChild(child, 30_000);
		return child.exitCode;
	};
}

test('T84: npm run backup and npm run restore with the private database, running or not', async () => {
	const seeded = await command('seed');
	const [, email = '', password = ''] = /as (\S+) or .* password "(.+)"/.exec(seeded.output) ?? [];
	expect(password, seeded.output).not.toBe('');
	const enter = async () =>
		fetch(`http://127.0.0.1:${env.PORT}/sign-in`, {
			method: 'POST',
			body: new URLSearchParams({ email, password }),
			headers: { origin: `http://127.0.0.1:${env.PORT}`, accept: 'text/html' },
			redirect: 'manual'
		});

	const still = await command('backup', 'still.tar');
	expect([still.code, still.output]).toEqual([0, expect.stringContaining(join(folder, 'still.tar'))]);

	const stop = await start();
	expect((await enter()).status).toBe(303);
	const running = await command('backup');
	expect([running.code, running.output]).toEqual([0, expect.stringMatching(/chatsphere-\d{8}-\d{6}\.tar/)]);
	const [name = ''] = readdirSync(join(folder, 'data/backups'));
	expect(statSync(join(folder, 'data/backups', name)).mode & 0o777).toBe(0o600);
	const refused = await command('restore', 'still.tar', '--replace');
	expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('already running')]);
	expect(await stop()).toBe(0);

	const full = await command('restore', 'still.tar');
	expect([full.code, full.output]).toEqual([1, expect.stringContaining('--replace')]);
	rmSync(join(folder, 'data'), { recursive: true });
	const back = await command('restore', 'still.tar');
	expect([back.code, back.output]).toEqual([0, expect.stringContaining('is back')]);
	const stopAgain = await start();
	expect((await enter()).status).toBe(303);
	expect(await stopAgain()).toBe(0);
});
