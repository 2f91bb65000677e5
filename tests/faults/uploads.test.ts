import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/parts/settings.js';
import { addressFor, askToUpload, beginSending, sendBytes, startOf } from '../http/uploading';
import type { Person } from './people';
import { raiseStage, type Place, type Stage } from './stage';

const MB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'chatsphere-uploads-'));
const bytes = (size: number, seed = 1) => {
	const content = new Uint8Array(size);
	for (let at = 0; at < size; at++) content[at] = (at * seed + (at >> 8)) & 0xff;
	return new File([content], 'film.bin', { type: 'application/octet-stream' });
};
const incoming = () => readdirSync(join(folder, 'incoming'));

let stage: Stage;
let place: Place;
let people: Person[];
const who = (index = 0) => ({ cookie: people[index]!.cookie, base: stage.app.base });
beforeAll(async () => {
	stage = await raiseStage({ settings: { DATA_DIR: folder, FREE_SPACE_FLOOR: '0' } });
	({ place, people } = await stage.place(8));
});
afterAll(async () => {
	await stage?.end();
	rmSync(folder, { recursive: true, force: true });
});

/** Sends what is missing, again while somebody else is thought to be at it. */
async function goOn(url: string, file: File): Promise<Response> {
	for (;;) {
		const start = await startOf(url);
		const answer = await sendBytes(url, file.slice(start), { start });
		if (answer.status !== 409) return answer;
		await sleep(500);
	}
}

const stored = async (answer: Response) => {
	const { serverData } = (await answer.json()) as { serverData: { file: { key: string } } };
	return readFileSync(join(folder, 'files', serverData.file.key));
};

/** How each line of `npm run files:check` begins. */
async function whatTheCheckSays(): Promise<string[]> {
	const { database, app } = stage;
	const settings = { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: folder, LOG_LEVEL: 'silent' };
	const env = { ...settings, DATABASE_URL: database.url(), AUTH_SECRET: app.secret };
	const { stdout } = await promisify(execFile)(process.execPath, ['server.js', '--check-files'], { cwd: root, env });
	return stdout
		.trim()
		.split('\n')
		.map((line) => line.split(' ').slice(0, 2).join(' '));
}

const file = bytes(2 * MB);

describe('F21: an upload that is interrupted', () => {
	test('by the end of the server goes on with the next one', async () => {
		const content = new Uint8Array(await file.arrayBuffer());
		const url = await addressFor(who(), place.channelId, file);
		await beginSending(url, content, 0, MB);
		await stage.app.stop('SIGKILL');
		writeFileSync(join(folder, 'incoming', 'x'.repeat(26)), 'nobody’s');
		execFileSync('touch', ['-d', '1 hour ago', join(folder, 'incoming', 'x'.repeat(26))]);
		await stage.app.start();
		expect(await startOf(url)).toBeGreaterThan(MB - 100);
		expect(Buffer.compare(await stored(await goOn(url, file)), Buffer.from(content))).toBe(0);
		while (incoming().length > 0) await sleep(50);
		const names = readdirSync(join(folder, 'files'));
		expect(names.filter((name) => !/^[0-9a-z]{26}$/.test(name))).toEqual([]);
		const rows = await stage.database.ask<{ key: string }>("select `key` from files where state = 'stored'");
		expect(names.sort()).toEqual(rows.map(({ key }) => key).sort());
		expect(await whatTheCheckSays()).toEqual([`${names.length} files`, '0 known', '0 on']);
		const [one, other] = [names[0]!, 'y'.repeat(26)].map((name) => join(folder, 'files', name));
		renameSync(one!, other!);
		expect(await whatTheCheckSays()).toEqual([`${names.length} files`, '1 known', '1 on']);
		renameSync(other!, one!);
	});
});

// These two wait most of the time.
test.concurrent('F21: an upload whose sender comes twice at once is there once and whole', async () => {
	const content = Buffer.from(await file.arrayBuffer());
	for (let round = 0; round < 20; round++) {
		const url = await addressFor(who(), place.channelId, file);
		const sent = await Promise.allSettled([0, 0].map(() => sendBytes(url, file)));
		const answers = sent.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
		const good = answers.filter(({ status }) => status === 200);
		expect(good).toHaveLength(1);
		expect(Buffer.compare(await stored(good[0]!), content)).toBe(0);
	}
});

test.concurrent('T42: a sender of next to nothing loses its place, and what came stays', async () => {
	const file = bytes(MB);
	const url = await addressFor(who(1), place.channelId, file);
	const sending = await beginSending(url, new Uint8Array(await file.arrayBuffer()), 0, 50_000);
	const began = Date.now();
	await expect(sending.finish(1, 500)).rejects.toThrow();
	expect(Date.now() - began).toBeLessThan(25_000);
	expect(await startOf(url)).toBeGreaterThan(49_000);
	expect((await goOn(url, file)).status).toBe(200);
});

test('T42: twenty files of 25 MB at once grow the server by less than 150 MB', async () => {
	const memory = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stage.app.pid}/status`, 'utf8'))![1]) / 1024;
	const file = bytes(25 * MB);
	const urls = await Promise.all(
		Array.from({ length: 20 }, (_, index) => addressFor(who(index % 8), place.channelId, file))
	);
	const before = memory();
	let most = before;
	const watching = setInterval(() => (most = Math.max(most, memory())), 50);
	const answers = await Promise.all(urls.map((url) => sendBytes(url, file)));
	clearInterval(watching);
	expect(answers.map(({ status }) => status)).toEqual(urls.map(() => 200));
	expect(most - before).toBeLessThan(150);
	expect(incoming()).toEqual([]);
});

describe('F8: on a disk of eight megabytes', () => {
	const small = mkdtempSync(join(tmpdir(), 'chatsphere-small-'));
	let tight: Stage;
	let room: Place;
	let ada: { cookie: string; base: string };
	beforeAll(async () => {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', small]);
		tight = await raiseStage({ settings: { DATA_DIR: small, FREE_SPACE_FLOOR: '0' } });
		const made = await tight.place(1);
		room = made.place;
		ada = { cookie: made.people[0]!.cookie, base: tight.app.base };
	});
	afterAll(async () => {
		await tight?.end();
		execFileSync('umount', ['-l', small]);
		rmSync(small, { recursive: true, force: true });
	});
	const say = () =>
		fetch(`${tight.app.base}${room.path}?/send`, {
			method: 'POST',
			body: new URLSearchParams({ body: 'Still here' }),
			redirect: 'manual',
			headers: { cookie: ada.cookie, origin: ada.base, accept: 'text/html' }
		});

	test('what does not fit is refused before and while it comes, nothing of it stays, and people talk on', async () => {
		const large = await askToUpload(ada, room.channelId, [{ name: 'x', size: 6 * MB, type: '' }]);
		expect([large.status, await large.text()]).toEqual([400, expect.stringContaining('There is no room for files')]);
		const file = bytes(3 * MB);
		const urls = await Promise.all([1, 2, 3].map(() => addressFor(ada, room.channelId, file)));
		expect((await sendBytes(urls[0]!, file)).status).toBe(200);
		expect((await sendBytes(urls[1]!, file)).status).toBe(200);
		expect((await sendBytes(urls[2]!, file)).status).toBe(507);
		// Somebody else fills the disk while a file comes.
		const content = new Uint8Array(await file.arrayBuffer()).subarray(0, MB - 4096);
		const url = await addressFor(ada, room.channelId, new File([content], 'last.bin'));
		const sending = await beginSending(url, content, 0, 300_000);
		for (let part = 0; ; part++)
			try {
				writeFileSync(join(small, `filler-${part}`), new Uint8Array(part < 2 ? 512 * 1024 : 4096));
			} catch {
				break;
			}
		expect(await sending.finish()).toBe(507);
		expect(readdirSync(join(small, 'incoming'))).toEqual([]);
		expect((await say()).status).toBe(303);
		expect(tight.app.isAlive).toBe(true);
	});
});
