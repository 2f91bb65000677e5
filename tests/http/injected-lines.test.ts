import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, unique, type Person, type Place } from '../person';
import { ask } from './database';
import { bodyOf, MULTIPART } from './doors';
import { textOf } from './page';
import { elsewhere, post, send, type Answer } from './wire';

/** Ends a header and a line, moves a terminal's cursor, is a sum for a spreadsheet, and ends a quoted name. */
const hostile = `=cmd!A0\r\nX-Injected: yes\r\n\r\n<b>\u001B[2J"; filename=evil`;
/** What is left of it in a name. */
const kept = `=cmd!A0 X-Injected: yes <b>[2J"; filename=evil`;

let ada: Person, linus: Person;
let place: Place;
beforeAll(async () => {
	ada = await newPerson(hostile);
	linus = await newPerson(`Linus ${hostile}`);
	place = await newServer(ada, `${unique('Dome ')}${hostile}`);
	await join(linus, place);
});

/** Nothing that was sent as words has become a header, or part of one. */
function expectOwnHeaders(what: string, { headers }: Answer): void {
	expect([what, Object.keys(headers).filter((name) => name.includes('injected'))]).toEqual([what, []]);
	expect(JSON.stringify(headers), what).not.toMatch(/cmd|evil|filename|\\u001b/i);
}

test('T33: pages of people and places with such names have the headers they always have', async () => {
	const plain = await newServer(await newPerson('Plain'));
	const [member] = await ask<{ id: string }>('select owner_id as id from communities where id = ?', place.id);
	for (const path of ['', '/members', '/invites', '/settings', '/audit', `/members/${member!.id}`]) {
		const answer = await send(place.path + path, { headers: { accept: 'text/html', cookie: ada.cookie } });
		expectOwnHeaders(path, answer);
	}
	const ours = await send(place.channel, { headers: { accept: 'text/html', cookie: ada.cookie } });
	const names = Object.keys(ours.headers).sort();
	const others = await send(plain.invite, { headers: { accept: 'text/html', cookie: ada.cookie } });
	expect([ours.status, names.filter((name) => name !== 'link')]).toEqual([
		200,
		Object.keys(others.headers)
			.sort()
			.filter((name) => name !== 'link')
	]);
	expect(textOf(ours.body)).toContain(kept);
});

test('T33: a picture comes with exactly these headers, whatever its file was called', async () => {
	const bytes = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#c63' } })
		.png()
		.toBuffer();
	for (const name of [
		'dome.png',
		'a"; filename="evil.html',
		"a'\\r\\n.svg",
		'a\u202Egnp.exe',
		'=cmd.png',
		'../../evil.html',
		'x'.repeat(2000),
		'\u001B[2J.png'
	]) {
		const icon = new File([new Uint8Array(bytes)], name, { type: 'text/html\r\nX-Injected: yes' });
		const made = await ada.submit('/servers/new', { name: unique('Pictured '), icon });
		const [row] = await ask<{ key: string }>(
			'select icon_file as `key` from communities where id = ?',
			made.headers.get('location')!.split('/')[2]
		);
		const answer = await send(`/files/${row!.key}`, { headers: { cookie: ada.cookie } });
		const { date: _, connection: __, ...headers } = answer.headers;
		expect([name.slice(0, 40), answer.status, headers]).toEqual([
			name.slice(0, 40),
			200,
			{
				...{
					'content-type': 'image/webp',
					'content-length': expect.stringMatching(/^\d+$/),
					'x-content-type-options': 'nosniff'
				},
				...{
					'content-security-policy': "sandbox; default-src 'none'",
					'cache-control': 'private, max-age=3600, no-transform',
					'content-disposition': `inline; filename="picture"; filename*=UTF-8''picture`,
					...{ 'accept-ranges': 'bytes', etag: expect.stringMatching(/^"[0-9a-z]{26}"$/) },
					...{
						'cross-origin-opener-policy': 'same-origin',
						'cross-origin-resource-policy': 'same-origin',
						'permissions-policy': expect.stringContaining('camera=(self)'),
						'referrer-policy': 'same-origin',
						'x-frame-options': 'DENY'
					}
				}
			}
		]);
	}
	// The same name as it would come from a program that does not tidy it up.
	const form = bodyOf({ name: unique('Pictured ') }, MULTIPART).replace(
		/(--[^\r\n]+)--\r\n$/,
		`$1\r\nContent-Disposition: form-data; name="icon"; filename="a\r\nX-Injected: yes.png"\r\nContent-Type: image/png\r\n\r\nx\r\n$1--\r\n`
	);
	const headers = { origin: ada.base, accept: 'text/html', cookie: ada.cookie, 'content-type': MULTIPART };
	expectOwnHeaders('a broken part', await send('/servers/new', { method: 'POST', headers, body: form }));
});

test('T33: where an answer leads to is a path of ours and nothing more', async () => {
	const headers = { cookie: ada.cookie };
	for (const next of [
		`/${hostile}`,
		'/%0d%0aX-Injected:%20yes',
		'/x\r\nSet-Cookie: a=b',
		'/\u001B[2J',
		'/x\nLocation: https://evil.example/'
	]) {
		const query = `?next=${encodeURIComponent(next)}`;
		for (const answer of [
			await post('/sign-out', { next }, { headers: { cookie: 'theme=dark' } }),
			await send(`/sign-in${query}`, { headers }),
			await post(`/sign-in${query}`, { email: ada.email, password: 'wrong horse' }, { from: elsewhere() })
		]) {
			expect(
				Object.keys(answer.headers).filter((name) => name.includes('injected')),
				next
			).toEqual([]);
			const leadsTo = answer.headers.location;
			if (leadsTo !== undefined) expect(leadsTo).toMatch(/^\/[\x21-\x7e]*$/);
			expect(answer.headers['set-cookie']?.join() ?? '', next).not.toContain('a=b');
		}
	}
});

test('T33: the log of deeds tells each of them in one line, and as words', async () => {
	const [member] = await ask<{ id: string }>(
		'select user_id as id from members where community_id = ? and role = ?',
		place.id,
		'guest'
	);
	const channel = await ada.submit(`${place.path}/categories?/createCategory`, { name: hostile.slice(0, 30) });
	expect(channel.status).toBe(303);
	const kicked = await ada.submit(`${place.path}/members/${member!.id}/kick?/kick`, { reason: hostile });
	expect(kicked.status).toBe(303);
	const rows = await ask<{ target_name: string | null; detail: string | null; reason: string | null }>(
		'select target_name, detail, reason from audit_entries where community_id = ? order by id',
		place.id
	);
	for (const { target_name: name, detail } of rows)
		for (const words of [name, detail]) expect(words ?? '').not.toMatch(/[\p{Cc}\u2028\u2029]/u);
	expect(rows.at(-1)).toMatchObject({
		target_name: `Linus ${kept}`,
		reason: expect.not.stringMatching(/[^\P{Cc}\n\t]/u)
	});
	const page = await (await ada.open(`${place.path}/audit`)).text();
	for (const one of ['<b>', '\u001B']) expect(page.includes(one)).toBe(false);
	expect(textOf(page)).toContain(`Linus ${kept}`);
	const shown = page.split(/<li\b/).filter((item) => textOf(`<li${item}`).includes(`Linus ${kept}`));
	expect(shown.length).toBeGreaterThan(0);
});
