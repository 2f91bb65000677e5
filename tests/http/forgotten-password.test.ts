import { execFile } from 'node:child_process';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { root } from '../../scripts/parts/settings.js';
import { App } from '../faults/app';
import { PASSWORD } from '../person';
import { address, SESSION } from './account';
import { ask, count } from './database';
import { textOf } from './page';
import { cookiesOf, elsewhere, withoutNonce, type Answer } from './wire';

const ORIGIN = 'http://chat.example.test';
const RENEWED = 'a brand new horse battery';
const life = begin();
let app: App;

/** Mails as a real mail server took them, by whom they are to. */
const mails = new Map<string, string[]>();
const waiting = new Map<string, (mail: string) => void>();
const post = new SMTPServer({
	authOptional: true,
	disabledCommands: ['STARTTLS'],
	onData(stream, session, done) {
		const chunks: Buffer[] = [];
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.on('end', () => {
			const mail = String(Buffer.concat(chunks)).replace(/=\r\n/g, '').replace(/=3D/g, '=');
			for (const { address: to } of session.envelope.rcptTo) {
				mails.set(to, [...(mails.get(to) ?? []), mail]);
				waiting.get(to)?.(mail);
			}
			done();
		});
	}
});

let settings: Record<string, string>;
beforeAll(async () => {
	await new Promise<void>((resolve) => post.listen(0, '127.0.0.1', resolve));
	const { port } = post.server.address() as AddressInfo;
	settings = {
		DATABASE_URL: inject('servedDatabaseUrl'),
		ORIGIN,
		SMTP_URL: `smtp://127.0.0.1:${port}`,
		MAIL_FROM: 'Chatsphere <chat@example.test>'
	};
	app = await App.prepare(life, settings);
	await app.start();
});
afterAll(async () => {
	await life.end();
	await new Promise<void>((resolve) => post.close(resolve));
});

type Wish = { from?: string; host?: string; cookie?: string; fields?: Record<string, string> };

function send(path: string, { from, host = 'chat.example.test', cookie, fields }: Wish = {}): Promise<Answer> {
	const body = fields && new URLSearchParams(fields).toString();
	const headers = {
		...{ host, accept: 'text/html', origin: ORIGIN },
		...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
		...(cookie && { cookie })
	};
	return new Promise((resolve, reject) => {
		const method = body === undefined ? 'GET' : 'POST';
		const options = { hostname: '127.0.0.1', port: app.port, path, method, headers, localAddress: from, agent: false };
		const asked = request(options, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () =>
				resolve({ status: response.statusCode!, headers: response.headers, body: String(Buffer.concat(chunks)) })
			);
		});
		asked.on('error', reject);
		asked.end(body);
	});
}

const sessionOf = (answer: Answer) => {
	const value = cookiesOf(answer).find(({ name }) => name === SESSION)?.value;
	return value ? `${SESSION}=${encodeURIComponent(value)}` : '';
};

async function newAccount(name = 'Hedy') {
	const email = address('hedy').toLowerCase();
	const answer = await send('/sign-up', { from: elsewhere(), fields: { name, email, password: PASSWORD } });
	return { email, cookie: sessionOf(answer) };
}

const signIn = (email: string, password: string) =>
	send('/sign-in', { from: elsewhere(), fields: { email, password } });
const forget = (email: string, wish: Wish = {}) =>
	send('/forgot-password', { from: elsewhere(), ...wish, fields: { email } });

/** Asks for a link, and waits for the mail. */
async function mailedLink(email: string, wish: Wish = {}): Promise<string> {
	const mail = new Promise<string>((resolve) => waiting.set(email, resolve));
	expect((await forget(email, wish)).status).toBe(200);
	const [link = ''] = /http\S+/.exec(await mail) ?? [];
	expect(link).toMatch(new RegExp(`^${ORIGIN}/reset-password/[\\w-]{22,}$`));
	return link.slice(ORIGIN.length);
}

test('T59: a mailed link sets a password once, ends the old sessions, and the old password is over', async () => {
	const { email, cookie } = await newAccount();
	expect((await send('/settings', { cookie })).status).toBe(200);
	const path = await mailedLink(email);
	expect(textOf((await send(path)).body), 'looking uses nothing up').toContain('Choose a new password');

	const short = await send(path, { fields: { password: 'short' } });
	expect([short.status, textOf(short.body)]).toEqual([400, expect.stringContaining('Use at least 10 characters.')]);
	const done = await send(path, { fields: { password: RENEWED } });
	expect([done.status, done.headers.location]).toEqual([303, '/sign-in?renewed']);
	expect(textOf((await send('/sign-in?renewed')).body)).toContain('Your new password is set');
	expect((await send('/settings', { cookie })).status, 'the old session').toBe(303);
	expect((await signIn(email, PASSWORD)).status).toBe(400);
	expect(sessionOf(await signIn(email, RENEWED))).not.toBe('');

	const again = await send(path, { fields: { password: `${RENEWED} again` } });
	expect([again.status, textOf(again.body)]).toEqual([410, expect.stringContaining('This link is used up')]);
	expect(textOf((await send(path)).body)).toContain('This link is used up');
	expect(sessionOf(await signIn(email, `${RENEWED} again`))).toBe('');
});

test('T59: of eight who use a link in one moment one sets the password', async () => {
	const { email } = await newAccount();
	const path = await mailedLink(email);
	const passwords = Array.from({ length: 8 }, (_, at) => `${RENEWED} number ${at}`);
	const answers = await Promise.all(passwords.map((password) => send(path, { fields: { password } })));
	expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(7).fill(410)]);
	const winner = passwords[answers.findIndex(({ status }) => status === 303)]!;
	expect(sessionOf(await signIn(email, winner))).not.toBe('');
});

test('T59: the database has no token, links end after 30 minutes, and one that was used ends the others', async () => {
	const { email } = await newAccount();
	const [first, second] = [await mailedLink(email), await mailedLink(email)];
	const tokens = [first, second].map((path) => path.split('/').at(-1)!);
	const rows = await ask<{ identifier: string; value: string; minutes: string }>(
		`select identifier, value, timestampdiff(minute, utc_timestamp(), expires_at) as minutes from auth_verification
			where value = (select id from auth_user where email = ?)`,
		email
	);
	expect(rows).toHaveLength(2);
	for (const row of rows) {
		for (const token of tokens) expect(JSON.stringify(row)).not.toContain(token);
		expect(Number(row.minutes)).toBeGreaterThan(25);
		expect(Number(row.minutes)).toBeLessThanOrEqual(30);
	}
	expect((await send(first, { fields: { password: RENEWED } })).status).toBe(303);
	expect((await send(second, { fields: { password: `${RENEWED} more` } })).status).toBe(410);
	expect(await count('auth_verification where value = (select id from auth_user where email = ?)', email)).toBe(0);

	const late = await mailedLink(email);
	await ask(
		`update auth_verification set expires_at = utc_timestamp() - interval 1 second
			where value = (select id from auth_user where email = ?)`,
		email
	);
	expect(textOf((await send(late)).body)).toContain('This link is used up');
	expect((await send(late, { fields: { password: `${RENEWED} late` } })).status).toBe(410);
});

test('T59: a Host of somebody else’s is not in the link', async () => {
	const { email } = await newAccount();
	await mailedLink(email, { host: 'evil.example' });
	const all = mails.get(email)!.join('\n');
	expect(all).toContain('chat.example.test');
	expect(all).not.toContain('evil.example');
});

test('T58: an address nobody has is answered alike, in words, status and time', async () => {
	const { email } = await newAccount();
	const unknown = address('nobody').toLowerCase();
	const timed = async (who: string) => {
		const began = performance.now();
		const { status, body, headers } = await forget(who);
		return {
			took: performance.now() - began,
			said: [status, withoutNonce(body).replaceAll(who, 'WHO'), headers['content-type']]
		};
	};
	const known = [await timed(email), await timed(email), await timed(email)];
	const others = [await timed(unknown), await timed(unknown), await timed(unknown)];
	for (const { said, took } of [...known, ...others]) {
		expect(said).toEqual(known[0]!.said);
		expect(took).toBeGreaterThan(990);
	}
	const least = (all: { took: number }[]) => Math.min(...all.map(({ took }) => took));
	expect(Math.abs(least(known) - least(others))).toBeLessThan(150);
	expect(mails.get(unknown)).toBeUndefined();
});

test('T59: one address gets five mails an hour, and one place asks twenty times', async () => {
	const { email } = await newAccount();
	await mailedLink(email);
	const answers = await Promise.all(Array.from({ length: 9 }, () => forget(email)));
	expect(answers.map(({ status }) => status)).toEqual(Array<number>(9).fill(200));
	const mine = 'auth_verification where value = (select id from auth_user where email = ?)';
	expect(await count(mine, email)).toBe(5);

	const from = elsewhere();
	const many = await Promise.all(Array.from({ length: 21 }, () => forget(address('other'), { from })));
	const refused = many.filter(({ status }) => status === 429);
	expect(refused).toHaveLength(1);
	expect(textOf(refused[0]!.body)).toContain('Slow down a little');
	expect(refused[0]!.body, 'what was typed is still there').toMatch(/value="other/);
});

test('T59: whoever runs the server gets a link by handle or address', async () => {
	const { email } = await newAccount('Radia Perlman');
	const [row] = await ask<{ handle: string }>(
		`select handle from users join identities on user_id = users.id
			join auth_user on auth_user.id = provider_id where email = ?`,
		email
	);
	const errand = async (who: string) => {
		const env = { PATH: process.env.PATH, NODE_ENV: 'production', AUTH_SECRET: app.secret, ...settings };
		const run = promisify(execFile)(process.execPath, ['server.js', '--password-link', who], { cwd: root, env });
		return (await run).stdout;
	};
	expect(await errand('nobody.of.that.name')).toContain('Nobody here has the handle or address');
	for (const who of [`@${row!.handle}`, email.toUpperCase()]) {
		const [link = ''] = new RegExp(`${ORIGIN}/reset-password/\\S+`).exec(await errand(who)) ?? [];
		const done = await send(link.slice(ORIGIN.length), { fields: { password: `${RENEWED} of ${who}` } });
		expect(done.status).toBe(303);
		expect(sessionOf(await signIn(email, `${RENEWED} of ${who}`))).not.toBe('');
	}
});
