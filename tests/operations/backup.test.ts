import { createHash, randomBytes } from 'node:crypto';
import {
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Changes, Message } from '$lib/messages/message';
import { requireChromium } from '../../scripts/parts/chromium.js';
import type { Person } from '../faults/people';
import type { Place } from '../faults/stage';
import { Writer } from '../faults/writer';
import { PASSWORD } from '../person';
import { install, type Installation } from './installation';

let there: Installation;
let place: Place;
let people: Person[];
let away: string;
beforeAll(async () => {
	away = mkdtempSync(join(tmpdir(), 'chatsphere-backups-'));
	there = await install();
	({ place, people } = await there.place(3));
});
afterAll(async () => {
	await there?.end();
	rmSync(away, { recursive: true, force: true });
});

const ask = (path: string, { cookie }: { cookie: string }) =>
	fetch(`${there.app.base}${path}`, { headers: { cookie, accept: 'application/json' } });
const post = (path: string, body: BodyInit, cookie = '') =>
	fetch(`${there.app.base}${path}`, {
		method: 'POST',
		body,
		headers: { cookie, origin: there.app.base, accept: 'text/html' },
		redirect: 'manual'
	});
const messages = async (who = people[0]!) =>
	(
		(await (await ask(`/api/channels/${place.channelId}/messages?limit=50`, who)).json()) as {
			messages: Message[];
		}
	).messages;
const sumOf = (bytes: Buffer | ArrayBuffer) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');

/** A message with a file, as a page without scripts sends it. */
async function sendFile(who: Person, body: string, bytes: Buffer): Promise<void> {
	const form = new FormData();
	for (const [name, value] of Object.entries({ body, nonce: crypto.randomUUID(), channelId: place.channelId }))
		form.append(name, value);
	form.append('files', new File([new Uint8Array(bytes)], 'päth 🌒.bin', { type: 'application/octet-stream' }));
	const { status } = await post(`${place.path}?/send`, form, who.cookie);
	expect(status).toBe(303);
}

/** Words that other formats stumble over. */
const odd = [`\\ \\n \\0 ' " \` ; -- %s ? ??`, '🌒 مرحبا は é', '{"hex":"00"}', '</script><!--'];
/** No form lets them in, but a table may hold them. */
const breaks = 'one\u2028two\u2029three\r\nfour\u0085five\u0000';

describe('T84: a backup, everything wiped, and the backup back', () => {
	const bytes = randomBytes(300_000);
	let archive: string;
	let counted: Record<string, number>;
	let said: Message[];
	/** What the channel's readers had last seen, which the backup does not have. */
	let ahead: { seq: number; rev: number };
	let browser: Browser;
	let page: Page;
	const shown = () => page.locator('article[id^=m-]').evaluateAll((lines) => lines.map(({ id }) => id));
	beforeAll(async () => {
		browser = await chromium.launch({ executablePath: requireChromium(), args: ['--no-sandbox', '--disable-gpu'] });
		const context = await browser.newContext({ baseURL: there.app.base });
		const [name, value] = people[0]!.cookie.split('=') as [string, string];
		await context.addCookies([{ name, value, url: there.app.base }]);
		page = await context.newPage();
	});
	afterAll(() => browser?.close());

	test('everything goes into one file that only its owner reads', async () => {
		const fields = { name: 'Hedy', email: 'hedy@example.org', password: PASSWORD };
		expect((await post('/sign-up', new URLSearchParams(fields))).status).toBe(303);
		const writer = new Writer(place, people[0]!);
		for (const body of odd) {
			const sent = await post(
				`${place.path}?/send`,
				new URLSearchParams({ body, nonce: crypto.randomUUID() }),
				people[1]!.cookie
			);
			expect(sent.status).toBe(303);
		}
		await sendFile(people[0]!, 'With a file', bytes);
		for (let count = 0; count < 20; count++) await writer.send();
		await there.database.ask('update messages set body = ? where channel_id = ? and seq = 1', [
			breaks,
			place.channelId
		]);
		counted = await there.counts();
		said = await messages();

		archive = join(away, 'one.tar');
		const { code, output } = await there.errand('--backup', archive);
		expect([code, output]).toEqual([0, expect.stringContaining('AUTH_SECRET is not in it')]);
		expect(statSync(archive).mode & 0o777).toBe(0o600);
		expect(readdirSync(there.folder).filter((name) => name.startsWith('backup'))).toEqual([]);
		// There is no secret in it.
		expect(readFileSync(archive).includes(there.app.secret)).toBe(false);
		expect(await there.errand('--backup', archive)).toMatchObject({
			code: 1,
			output: expect.stringContaining('is there already')
		});
	});

	test('a backup while people write, and files come and go, is of one moment', async () => {
		const stop = new AbortController();
		const writers = people.map((person) => new Writer(place, person));
		const working = writers.map((writer) => writer.work(5, stop.signal));
		const coming = (async () => {
			for (let count = 0; !stop.signal.aborted; count++) {
				await sendFile(people[2]!, `File ${count}`, randomBytes(2000));
				const last = (await messages(people[2]!)).findLast(
					({ author, files }) => files && author.id === people[2]!.id
				)!;
				await post(`${place.path}?/delete`, new URLSearchParams({ seq: String(last.seq) }), people[2]!.cookie);
			}
		})();
		const busy = join(away, 'busy.tar');
		const { code, output } = await there.errand('--backup', busy);
		stop.abort();
		await Promise.all([...working, coming]);
		expect([code, output]).toEqual([0, expect.stringContaining('busy.tar')]);
		expect(writers.every(({ sendings }) => sendings.length > 0)).toBe(true);
		const { head, rows } = await there.log(place);
		ahead = head;
		expect(rows.length).toBeGreaterThan(said.length);
		await page.goto(place.path);
		await page.locator('[data-connection=live]').waitFor({ state: 'attached' });
		await page.getByRole('textbox', { name: /^Message #/ }).fill('Half a sentence');
		expect(await shown()).toContain(`m-${head.seq}`);
	});

	test('what is damaged, in use or full is left as it is', async () => {
		const before = await there.counts();
		const broken = join(away, 'broken.tar');
		copyFileSync(archive, broken);
		const all = readFileSync(broken);
		const at = all.indexOf(bytes.subarray(1000, 1100));
		expect(at).toBeGreaterThan(0);
		all[at]! ^= 1;
		writeFileSync(broken, all);
		const half = join(away, 'half.tar');
		writeFileSync(half, all.subarray(0, all.length / 2));
		const refused = async (...words: string[]) => {
			const { code, output } = await there.errand('--restore', ...words);
			expect(code, output).toBe(1);
			return output;
		};
		expect(await refused(broken, '--replace')).toMatch(/damaged or incomplete: files\/\w+ is not what it was/);
		expect(await refused(half, '--replace')).toMatch(/tar could not do it|damaged/);
		expect(await refused()).toMatch(/Say which backup/);
		expect(await refused(archive, '--replace')).toMatch(/Somebody else uses this database/);
		expect(await there.app.stop('SIGTERM')).toBe(0);
		expect(await refused(archive)).toMatch(/There are people in this database already/);
		expect(await there.counts()).toEqual(before);
		expect(readdirSync(there.folder).filter((name) => name.startsWith('restore'))).toEqual([]);
	});

	test('T84: the busy backup has as many lines as its channels counted, and every file of its lines', async () => {
		const { code, output } = await there.errand('--restore', join(away, 'busy.tar'), '--replace');
		expect([code, output]).toEqual([0, expect.stringContaining('is back')]);
		const { head, rows } = await there.log(place);
		expect([rows.length, rows.at(-1)!.seq, Math.max(...rows.map(({ rev }) => rev))]).toEqual([
			head.seq,
			head.seq,
			head.rev
		]);
		const check = await there.errand('--check-files');
		expect(check.output).toMatch(/^[1-9]\d* files on this disk\n0 known to the database but not on the disk/m);
	});

	test('Must show 6: nothing is left, and after the restore everything is as it was', async () => {
		await there.wipe();
		mkdirSync(there.folder);
		const { code, output } = await there.errand('--restore', archive);
		expect([code, output]).toEqual([0, expect.stringContaining('is back')]);
		expect(await there.counts()).toEqual(counted);
		await there.app.start();
		expect(await messages()).toEqual(said);
		for (const body of [...odd.slice(1), breaks]) expect(said.map((message) => message.body)).toContain(body);
		const [{ key, name } = { key: '', name: '' }] = said.find(({ files }) => files)!.files!;
		expect(name).toBe('päth 🌒.bin');
		const file = await ask(`/files/${key}`, people[1]!);
		expect(sumOf(await file.arrayBuffer())).toBe(sumOf(bytes));
	});

	test('everybody can sign in, and who was signed in still is', async () => {
		for (const person of people) expect((await ask('/settings', person)).status).toBe(200);
		const answer = await post('/sign-in', new URLSearchParams({ email: 'hedy@example.org', password: PASSWORD }));
		expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
		expect(
			(await post('/sign-in', new URLSearchParams({ email: 'hedy@example.org', password: 'not this one' }))).status
		).toBe(400);
	});

	test('F31: who is ahead of the server is told to start over', async () => {
		const changes = async (rev: number) =>
			(await (await ask(`/api/sync?channel=${place.channelId}&rev=${rev}`, people[0]!)).json()) as Changes;
		const { head } = await there.log(place);
		expect(ahead.rev).toBeGreaterThan(head.rev);
		expect(await changes(ahead.rev)).toMatchObject({ startOver: true, messages: [], head });
		expect(await changes(head.rev + 1)).toMatchObject({ startOver: true });
		expect(await changes(head.rev)).toMatchObject({ startOver: false });
	});

	test('F31: a window that was open all along shows what there is, and keeps what was begun in it', async () => {
		const now = said.map(({ seq }) => `m-${seq}`);
		await expect.poll(shown, { timeout: 60_000 }).toEqual(now);
		const box = page.getByRole('textbox', { name: /^Message #/ });
		await page.locator('[data-connection=live]').waitFor({ state: 'attached' });
		expect(await box.inputValue()).toBe('Half a sentence');
		await box.press('Enter');
		await expect.poll(shown, { timeout: 20_000 }).toEqual([...now, `m-${said.at(-1)!.seq + 1}`]);
		expect((await messages()).at(-1)).toMatchObject({ body: 'Half a sentence' });
	});
});
