import { beforeAll, describe, expect, inject, test } from 'vitest';
import { join, newPerson, newServer, say, type Person, type Place } from '../person';
import { ask, count } from './database';
import { bodyOf, doors, from, MULTIPART, URLENCODED, withCategory, withGuest, type Door, type Spot } from './doors';
import { everythingAsked } from './matrix/routes';
import { sendFiles, upload } from './uploading';
import { post, send } from './wire';

/** What src/routes lets browsers do: every form action, and every method of an endpoint that is not for reading. */
const doorsOfRoutes = () =>
	everythingAsked().flatMap((asked) => {
		const [kind = '', route, action] = asked.split(' ');
		if (kind === 'action') return [`${route} ${action}`];
		return ['page', 'GET', 'HEAD', 'OPTIONS'].includes(kind) ? [] : [`${route} ${kind}`];
	});

let ada: Person, linus: Person;
let place: Spot, other: Place;
beforeAll(async () => {
	[ada, linus] = await Promise.all([newPerson('Ada'), newPerson('Linus')]);
	place = await withCategory(await newServer(ada));
	other = await newServer(linus);
	await join(linus, place);
	await say(ada, place, 'First light.');
	place = await withGuest(place);
	await ada.submit(`/direct/${place.guestId}?/send`, { body: 'Between us.' });
});

test('every door of src/routes is tried here', () => {
	const found = doorsOfRoutes();
	expect(found.length).toBeGreaterThan(8);
	expect(found.sort()).toEqual(doors.map(({ name }) => name).sort());
});

const origins: Record<string, (own: URL) => string | undefined> = {
	'another site': () => 'https://evil.example',
	'a page without an origin': () => 'null',
	nowhere: () => undefined,
	'a name that begins like ours': ({ port }) => `http://localhost.evil.example:${port}`,
	'another port of this machine': ({ hostname, port }) => `http://${hostname}:${Number(port) - 1}`,
	'another name of this machine': ({ port }) => `http://localhost:${port}`,
	'the same name over https': ({ host }) => `https://${host}`,
	'our name and more': ({ origin }) => `${origin}.evil.example`,
	'an empty origin': () => ''
};
const types = [URLENCODED, MULTIPART, 'text/plain', undefined];

/** Everything these doors could change. */
const everything = async () => ({
	messages: await ask('select * from messages where channel_id = ?', place.channelId),
	between: await ask(
		'select * from messages where channel_id in (select channel_id from participants where user_id = ?)',
		place.guestId!
	),
	blocks: await ask('select * from blocks where blocked_id = ?', place.guestId!),
	channels: await ask('select * from channels where community_id = ? order by id', place.id),
	categories: await ask('select * from categories where community_id = ? order by id', place.id),
	marks: await ask('select * from read_marks where channel_id = ?', place.channelId),
	invites: await ask('select * from invites where community_id in (?, ?) order by code', place.id, other.id),
	members: await ask('select * from members where community_id in (?, ?)', place.id, other.id),
	place: await ask('select * from communities where id in (?, ?)', place.id, other.id),
	bans: await ask('select * from bans where community_id in (?, ?)', place.id, other.id),
	files: await count('files where channel_id = ?', place.channelId),
	deeds: await count('audit_entries where community_id in (?, ?)', place.id, other.id),
	servers: await count('members where user_id in (select user_id from members where community_id = ?)', place.id),
	sessions: await count('auth_session join auth_user on auth_user.id = user_id where email = ?', ada.email)
});

const cookieFor = ({ isForStrangers }: Door): Record<string, string> => (isForStrangers ? {} : { cookie: ada.cookie });
/** She is no member of his server yet: this invite would let her in. */
const placeFor = ({ name }: Door) => (name.endsWith(' join') ? { ...place, invite: other.invite } : place);

describe.each(doors)('$name', (door) => {
	test('does nothing for a form of any other site', async () => {
		const own = new URL(inject('baseUrl'));
		const before = await everything();
		for (const [who, origin] of Object.entries(origins))
			for (const type of types) {
				const fields = door.fields(place);
				const headers = { accept: 'text/html', ...cookieFor(door) } as Record<string, string>;
				const from = origin(own);
				if (from !== undefined) headers.origin = from;
				if (type) headers['content-type'] = type;
				const answer = await send(door.path(placeFor(door)), { method: 'POST', headers, body: bodyOf(fields, type) });
				expect([who, type, answer.status]).toEqual([who, type, 403]);
				expect(answer.headers['set-cookie'], who).toBeUndefined();
				if (fields.email) expect(await count('auth_user where email = ?', fields.email)).toBe(0);
			}
		expect(await everything()).toEqual(before);
	});
});

describe('from our own page', () => {
	// Those that need somebody to do it to, or that end what the other tests need, have tests of their own.
	const works = doors.filter(
		({ name, isForScripts }) =>
			!isForScripts &&
			!/sign-out|sign-in|remove|\/members|bans|leave|transfer|delete|Occupant|password|settings\/(?:profile|account|devices|keyboard)/.test(
				name
			)
	);
	test.each(works)('$name works, in both kinds of form', async (door) => {
		for (const type of [URLENCODED, MULTIPART]) {
			const headers = { origin: inject('baseUrl'), accept: 'text/html', 'content-type': type, ...cookieFor(door) };
			const body = bodyOf(door.fields(place), type);
			const answer = await send(door.path(placeFor(door)), { method: 'POST', headers, body, from: from(door) });
			expect([type, answer.status]).toEqual([type, 303]);
		}
	});

	test('deleting, signing out and signing in work too', async () => {
		const seq = String(await say(ada, place, 'Soon gone.'));
		expect((await ada.submit(`${place.channel}?/remove`, { seq })).status).toBe(303);
		const headers = { cookie: ada.cookie };
		expect((await post('/sign-out', {}, { headers })).status).toBe(303);
		expect((await send('/settings', { headers })).status).toBe(303);
	});

	test('this machine is known by each of its names, when page and address agree', async () => {
		const { port } = new URL(inject('baseUrl'));
		for (const host of [`localhost:${port}`, `LOCALHOST:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
			const headers = { host, origin: `http://${host.toLowerCase()}`, cookie: linus.cookie };
			const answer = await post(`${place.channel}?/send`, { body: 'By any name.' }, { headers });
			expect([host, answer.status]).toEqual([host, 303]);
		}
	});
});

test('a change by any other method is refused from elsewhere as well', async () => {
	for (const method of ['PUT', 'PATCH', 'DELETE', 'POST'])
		for (const path of ['/', '/settings', '/api/sync', `/api/channels/${place.channelId}/messages`, '/nowhere']) {
			const headers = { origin: 'https://evil.example', cookie: linus.cookie };
			expect([method, path, (await send(path, { method, headers })).status]).toEqual([method, path, 403]);
		}
});

describe('under a name that is not ours', () => {
	const names = ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '0.0.0.0', 'x'];
	test.each(names)('nothing is answered: %s', async (host) => {
		const paths = [
			'/',
			'/sign-in',
			place.channel,
			`${place.channel}/__data.json`,
			`/api/channels/${place.channelId}/messages`
		];
		for (const path of [...paths, '/healthz', '/nowhere']) {
			const answer = await send(path, { headers: { host, cookie: linus.cookie } });
			expect([path, answer.status]).toEqual([path, 421]);
			expect(answer.body).not.toContain('First light.');
		}
		// What a page under a foreign name that points here would send: its own origin.
		const headers = { host, origin: `http://${host}`, cookie: linus.cookie };
		const answer = await post(`${place.channel}?/send`, { body: 'Rebound.' }, { headers });
		expect(answer.status).toBe(421);
		expect(await count('messages where channel_id = ? and body = ?', place.channelId, 'Rebound.')).toBe(0);
	});
});

describe('every answer tells browsers how to treat it:', () => {
	const asPage = { accept: 'text/html' };
	// What was tried above has signed the others out.
	let hedy: Person;
	let home: Place;
	beforeAll(async () => {
		hedy = await newPerson('Hedy');
		home = await newServer(hedy);
	});
	const answers: Record<string, () => ReturnType<typeof send>> = {
		'a page': () => send(place.channel, { headers: { ...asPage, cookie: linus.cookie } }),
		'its data': () => send(`${place.channel}/__data.json`, { headers: { cookie: linus.cookie } }),
		'the sign-in page': () => send('/sign-in', { headers: asPage }),
		'an invite': () => send(place.invite, { headers: asPage }),
		'an API answer': () => send(`/api/channels/${place.channelId}/messages`, { headers: { cookie: linus.cookie } }),
		'a refusal of the API': () => send('/api/sync?channel=1&rev=0', { headers: { accept: 'application/json' } }),
		'a page that is not there': () => send('/nowhere', { headers: asPage }),
		'a broken address': () => send('/%FF', { headers: asPage }),
		'a redirect': () => send('/settings', { headers: asPage }),
		'a refused form': () => post('/sign-in', { email: 'x', password: '' }),
		'a form from another site': () => post('/sign-in', {}, { headers: { origin: 'https://evil.example' } }),
		'a foreign name': () => send('/', { headers: { host: 'evil.example' } }),
		'a wrong method': () => send('/sign-in', { method: 'PUT', headers: { origin: inject('baseUrl') } }),
		'a health check': () => send('/healthz'),
		'an address for a device': () => send('/realtime', { headers: asPage }),
		'more than fits': () => send('/sign-in', { method: 'POST', headers: { 'content-length': '99999999' } }),
		'a data request of nobody': () => send('/settings/__data.json')
	};
	/** What may lie in a cache for everybody. */
	const things: typeof answers = {
		'a picture of our own': () => send('/favicon.svg'),
		'the style of the last error page': () => send('/error.css'),
		'the manifest': () => send('/manifest.webmanifest'),
		'a thing that is not there': () => send('/nowhere.js'),
		'a file of a message': async () => {
			const [file] = await upload(hedy, home.channelId, [new File(['hello'], 'note.txt')]);
			await sendFiles(hedy, home, [file!.key], {});
			return send(`/files/${file!.key}`, { headers: { cookie: hedy.cookie } });
		},
		'a file that is not there': () => send(`/files/${'0'.repeat(26)}`)
	};

	test.each(Object.entries({ ...answers, ...things }))('T46: nobody frames %s', async (_, give) => {
		const { headers } = await give();
		const policy = String(headers['content-security-policy']);
		// What is sandboxed and loads nothing does nothing in a frame either, and has the older word for it.
		expect(policy).toMatch(/frame-ancestors 'none'|^sandbox; default-src 'none'$/);
		expect(policy).not.toMatch(/unsafe-|\*|https?:(?!\/\/)/);
		expect(headers['x-frame-options']).toBe('DENY');
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(headers['cross-origin-resource-policy']).toBe('same-origin');
		expect(headers['cross-origin-opener-policy']).toBe('same-origin');
		expect(headers['referrer-policy']).toBe('same-origin');
		expect(headers['permissions-policy']).toMatch(/camera=\(self\).*geolocation=\(\)/);
		expect(headers['strict-transport-security'], 'over plain http').toBeUndefined();
		expect(headers['access-control-allow-origin']).toBeUndefined();
	});

	test('T47: pages name all they may load, and each has a nonce of its own', async () => {
		const look = async (path: string) => {
			const { headers, body } = await send(path, { headers: { ...asPage, cookie: hedy.cookie } });
			const directives = String(headers['content-security-policy']).split('; ');
			const policy = Object.fromEntries(directives.map((one) => one.split(/ (.*)/s).slice(0, 2)));
			const nonce = /^'self' 'nonce-([\w+/=]{22,})'$/.exec(policy['script-src'])?.[1];
			expect([path, nonce]).toEqual([path, expect.any(String)]);
			const scripts = [...body.matchAll(/<script\b([^>]*)>/g)].map(([, attributes]) => attributes);
			expect(scripts.length).toBeGreaterThan(0);
			for (const attributes of scripts) expect(attributes).toContain(`nonce="${nonce}"`);
			expect(body).not.toMatch(/<[^>]*\s(?:style|on\w+)=/);
			expect(headers['cache-control']).toBe('private, no-store');
			expect({ ...policy, 'script-src': '' }).toEqual({
				'default-src': "'self'",
				'script-src': '',
				'style-src': "'self'",
				'img-src': "'self' data: blob:",
				'media-src': "'self' blob:",
				'font-src': "'self'",
				'connect-src': `'self' ${inject('baseUrl').replace('http', 'ws')}`,
				'worker-src': "'self'",
				'manifest-src': "'self'",
				'frame-src': "'none'",
				'object-src': "'none'",
				'base-uri': "'none'",
				'form-action': "'self'",
				'frame-ancestors': "'none'"
			});
			return nonce!;
		};
		const paths = ['/settings', '/settings', home.channel, home.channel, other.invite, '/nowhere', '/nowhere'];
		const nonces = await Promise.all(paths.map(look));
		expect(new Set(nonces).size).toBe(paths.length);
	});

	test('T50: no origin is ever let in, whatever it says it is', async () => {
		const own = inject('baseUrl');
		const origins = [
			...['null', 'https://evil.example', 'http://localhost', `${own}.evil.example`, `${own}@evil.example`, '*', own],
			...['file://', 'chrome-extension://abc', 'http://[::1]:1', own.toUpperCase(), `${own}/`, 'https://a, https://b']
		];
		const paths = [
			'/',
			'/sign-in',
			home.channel,
			`${home.channel}/__data.json`,
			'/favicon.svg',
			'/nowhere',
			'/healthz'
		];
		for (const path of [...paths, `/api/channels/${home.channelId}/messages`, '/files/x', '/api/uploadthing'])
			for (const origin of origins)
				for (const method of ['GET', 'OPTIONS']) {
					const wish = { origin, cookie: hedy.cookie, 'access-control-request-method': 'POST' };
					const { headers } = await send(path, { method, headers: wish });
					const allowed = Object.keys(headers).filter((name) => name.startsWith('access-control'));
					expect([path, origin, method, allowed]).toEqual([path, origin, method, []]);
				}
	});

	test.each(Object.entries(answers))('%s', async (name, give) => {
		const { status, headers } = await give();
		expect(headers['x-content-type-options']).toBe('nosniff');
		expect(headers['x-frame-options']).toBe('DENY');
		expect(headers['referrer-policy']).toBe('same-origin');
		// Answers of these kinds are not kept unless they ask for it.
		const isNeverKept = [303, 403, 421].includes(status) && !headers['cache-control'];
		if (!isNeverKept) expect(headers['cache-control']).toBe('private, no-store');
		expect(headers['x-powered-by']).toBeUndefined();
		expect(headers['access-control-allow-origin']).toBeUndefined();
	});

	test('scripts and styles keep for ever, and are what they say', async () => {
		const { body } = await send('/sign-in', { headers: asPage });
		const assets = new Set(body.match(/_app\/immutable\/[\w./-]+\.(?:js|css)/g));
		expect(assets.size).toBeGreaterThan(3);
		for (const asset of [...assets].slice(0, 5)) {
			const { status, headers } = await send(`/${asset}`);
			expect([asset, status]).toEqual([asset, 200]);
			expect(headers['cache-control']).toBe('public,max-age=31536000,immutable');
			expect(headers['x-content-type-options'], asset).toBe('nosniff');
			expect(headers['x-frame-options'], `T46: ${asset}`).toBe('DENY');
			expect(headers['cross-origin-resource-policy'], asset).toBe('same-origin');
		}
	});
});

test('HEAD says what GET would, without a body, and OPTIONS gives nothing away', async () => {
	const cookie = linus.cookie;
	const paths = [
		...['/', '/sign-in', '/settings', '/servers/new', '/nowhere', '/healthz', '/sign-out', '/files/x', '/invite/x'],
		...[place.path, place.channel, `${place.path}/invites`, `${place.path}/members`, place.invite],
		...[`/api/channels/${place.channelId}/messages`, `/api/sync?channel=${place.channelId}&rev=0`, '/api/sync']
	];
	const before = await everything();
	for (const path of paths) {
		const [get, head] = [
			await send(path, { headers: { cookie } }),
			await send(path, { method: 'HEAD', headers: { cookie } })
		];
		expect([path, head.status, head.body]).toEqual([path, get.status, '']);
		const headers = { cookie, origin: 'https://evil.example', 'access-control-request-method': 'POST' };
		const options = await send(path, { method: 'OPTIONS', headers });
		expect([path, options.status < 500]).toEqual([path, true]);
		expect(options.headers['access-control-allow-origin']).toBeUndefined();
	}
	expect(await everything()).toEqual(before);
});

test('an address alone changes nothing, whatever action it names', async () => {
	const before = await everything();
	for (const door of doors) {
		const query = new URLSearchParams({ ...door.fields(place), _method: 'POST' });
		const path = door.path(placeFor(door));
		const headers = { accept: 'text/html', cookie: linus.cookie, 'x-http-method-override': 'POST' };
		const { status } = await send(`${path}${path.includes('?') ? '&' : '?'}${query}`, { headers });
		expect([door.name, status < 500]).toEqual([door.name, true]);
	}
	expect(await everything()).toEqual(before);
});
