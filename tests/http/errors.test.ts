import { beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, PASSWORD, say, Visitor, type Person } from '../person';
import { fillIn, formsIn, textOf, titleOf } from './page';
import { elsewhere, post, send } from './wire';

describe('an address nobody knows', () => {
	test.each(['/nowhere', '/nowhere/at/all', '/servers/x1', '/servers/1/x', '/api/nowhere', '/.env'])(
		'is a page in our own voice, for people: %s',
		async (path) => {
			const { status, headers, body } = await send(path, { headers: { accept: 'text/html' } });
			expect(status).toBe(404);
			expect(headers['content-type']).toMatch(/^text\/html/);
			expect(titleOf(body)).toBe('Nothing in orbit here · Chatsphere');
			expect(textOf(body)).toContain('The page may have moved, or the link lost a letter on the way.');
			expect(body).toContain('href="/"');
		}
	);

	test.each(['/nowhere', '/api/nowhere', '/api/channels/x/messages'])('is JSON, for scripts: %s', async (path) => {
		const { status, headers, body } = await send(path, { headers: { accept: 'application/json' } });
		expect(status).toBe(404);
		expect(headers['content-type']).toMatch(/^application\/json/);
		expect(JSON.parse(body)).toEqual({ code: 'not-found', message: 'That is not here, or not for you.' });
	});

	test('P39: is the same page for people who have signed in', async () => {
		const ada = await newPerson('Ada');
		const answer = await ada.request('/nowhere');
		expect(answer.status).toBe(404);
		expect(titleOf(await answer.text())).toBe('Nothing in orbit here · Chatsphere');
	});

	test('is said in plain words where a script was asked for', async () => {
		const { status, body } = await send('/_app/immutable/nowhere.js');
		expect([status, body]).toEqual([404, 'Not found']);
	});

	test('never shows what is behind the server', async () => {
		for (const path of [
			'/../package.json',
			'/%2e%2e/package.json',
			'/_app/..%2f..%2f..%2fpackage.json',
			'/server.js'
		]) {
			const { status, body } = await send(path);
			expect([path, status >= 400 && status < 500]).toEqual([path, true]);
			expect(body).not.toContain('"chatsphere"');
		}
	});
});

test('an address that cannot be decoded is refused, whoever asks, and the server lives on', async () => {
	const origin = new Visitor().base;
	const asked: [method: string, headers: Record<string, string>][] = [
		['GET', { accept: 'text/html' }],
		['GET', { accept: 'application/json' }],
		['GET', { host: 'evil.example' }],
		['POST', {}],
		['POST', { origin }],
		['POST', { origin: 'https://evil.example' }],
		['PUT', { origin: 'null' }],
		['OPTIONS', {}]
	];
	for (const path of ['/%', '/%ZZ', '/servers/%FF', '/api/channels/%C0%80/messages', '/%ED%A0%80/__data.json'])
		for (const [method, headers] of asked) {
			const { status } = await send(path, { method, headers });
			expect([method, path, headers, status >= 400 && status < 500]).toEqual([method, path, headers, true]);
			expect((await send('/healthz')).status).toBe(200);
		}
});

test('a refusal is a page for people and data for scripts', async () => {
	const [ada, linus] = [await newPerson('Ada'), await newPerson('Linus')];
	const place = await newServer(ada);
	await join(linus, place);
	await say(ada, place, 'Mine.');
	const asScript = { accept: 'application/json', 'x-sveltekit-action': 'true' };
	for (const [seq, status, title, code] of [
		['1', 403, 'This one’s private', 'not-allowed'],
		['9', 404, 'Nothing in orbit here', 'not-found']
	] as const) {
		const shown = await linus.submit(`${place.channel}?/remove`, { seq });
		expect(shown.status).toBe(status);
		expect(titleOf(await shown.text())).toBe(`${title} · Chatsphere`);
		const told = await linus.submit(`${place.channel}?/remove`, { seq }, asScript);
		expect(await told.json()).toMatchObject({ type: 'error', error: { code } });
	}
});

test('P39: whoever is refused can switch accounts, and comes back as somebody who is let in', async () => {
	const [ada, linus] = [await newPerson('Ada'), await newPerson('Linus')];
	const place = await newServer(ada);
	await join(linus, place);
	await say(ada, place, 'Mine.');
	const path = `${place.path}/settings`;
	const refused = await linus.request(path);
	expect(refused.status).toBe(403);
	const html = await refused.text();
	expect(textOf(html)).toContain('Switch account');
	const switching = await fillIn(linus, path, '/sign-out');
	expect(switching.status).toBe(303);
	const door = switching.headers.get('location')!;
	expect(door).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
	expect(linus.cookies.size, 'nobody is signed in').toBe(0);
	const answer = await post(door, { email: ada.email, password: PASSWORD }, { from: elsewhere() });
	expect([answer.status, answer.headers.location]).toEqual([303, path]);
	linus.keep(answer.headers['set-cookie'] ?? []);
	expect((await linus.request(path)).status).toBe(200);

	// A form that was refused leads back to its page.
	const grace = await newPerson('Grace');
	await join(grace, place);
	const form = await (await grace.submit(`${place.channel}?/remove`, { seq: '1' })).text();
	const back = formsIn(form)
		.find(({ action }) => action === '/sign-out')
		?.fields.get('next');
	expect(back).toBe(`/sign-in?next=${encodeURIComponent(place.channel)}`);
	// Where nobody else would be let in either, there is nothing to switch for.
	for (const path of ['/nowhere', '/servers/1/settings'])
		expect(textOf(await (await grace.request(path)).text())).not.toContain('Switch account');
});

test('an action nobody knows is not done and not a fault', async () => {
	const ada = await newPerson('Ada');
	const place = await newServer(ada);
	for (const path of [`${place.channel}?/nothing`, place.channel, '/settings', `${place.path}/members?/create`]) {
		const { status } = await ada.submit(path, { body: 'Hello.' });
		expect([path, status >= 400 && status < 500]).toEqual([path, true]);
	}
});

describe('health checks', () => {
	test.each([
		['/healthz', 'ok\n'],
		['/readyz', 'ready\n']
	])('%s answers without a session', async (path, words) => {
		const answer = await send(path);
		expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, 'text/plain', words]);
		expect((await send(path, { method: 'HEAD' })).status).toBe(200);
	});
});

describe('a method nobody expects', () => {
	let ada: Person;
	beforeAll(async () => {
		ada = await newPerson('Ada');
	});

	const methods = ['PUT', 'PATCH', 'DELETE'];
	const paths = ['/', '/settings', '/servers/1', '/sign-in', '/sign-out', '/healthz', '/readyz', '/api/sync'];
	test.each(paths)('is a 405 at %s', async (path) => {
		for (const method of methods) {
			const { status, headers } = await send(path, { method, headers: { origin: ada.base, cookie: ada.cookie } });
			expect([method, status]).toEqual([method, 405]);
			expect(headers.allow).toContain('GET');
		}
	});

	test.each(['TRACE', 'PROPFIND', 'QUERY', 'BREW'])('%s does no harm', async (method) => {
		const { status } = await send('/sign-in', { method, headers: { origin: ada.base } });
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(500);
	});
});

describe('the theme', () => {
	const classOf = (html: string) => /<html\b[^>]*class="([^"]*)"/.exec(html)?.[1];

	test.each([
		['dark', 'dark'],
		['light', 'light'],
		['system', ''],
		['', ''],
		['garbage', ''],
		['DARK', ''],
		['dark"><script>alert(1)</script>', ''],
		['%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E', ''],
		['%FF', ''],
		['__proto__', '']
	])('cookie “%s” gives the class “%s” in the first bytes', async (theme, expected) => {
		for (const path of ['/sign-in', '/nowhere']) {
			const { body } = await send(path, { headers: { accept: 'text/html', cookie: `theme=${theme}` } });
			expect(classOf(body)).toBe(expected);
			expect(body).not.toContain('alert(1)');
		}
	});

	test('is none without a cookie', async () => {
		expect(classOf((await send('/sign-in', { headers: { accept: 'text/html' } })).body)).toBe('');
	});
});
