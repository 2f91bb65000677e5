import { beforeAll, describe, expect, inject, test } from 'vitest';
import { newPerson, PASSWORD, type Person } from '../person';
import { address, signUp } from './account';
import { elsewhere, post, send } from './wire';

let hedy: Person;
beforeAll(async () => {
	hedy = await newPerson('Hedy');
});

describe('“next” leads nowhere but here:', () => {
	const traps = [
		...[
			'//evil.example',
			'/\\evil.example',
			'\\\\evil.example',
			'https://evil.example',
			'http:evil.example',
			'evil.example'
		],
		...['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', ' //evil.example', '/\t/evil.example'],
		...['/\n/evil.example', '\u0000//evil.example', '/\u0000/evil.example', '%2F%2Fevil.example', '/..//evil.example'],
		...['/.//evil.example', '/a/../..//evil.example', '/./\\evil.example', '/%2e//evil.example', `/${'x'.repeat(3000)}`]
	];
	const evil = (next: string) => `?next=${encodeURIComponent(next)}`;

	test.each(traps)('%j', async (next) => {
		const cookie = hedy.cookie;
		expect((await send(`/sign-in${evil(next)}`, { headers: { cookie } })).headers.location).toBe('/');
		expect((await send(`/sign-up${evil(next)}`, { headers: { cookie } })).headers.location).toBe('/');
		expect((await post('/sign-out', { next })).headers.location).toBe('/sign-in');
		const page = await send(`/sign-in${evil(next)}`, { headers: { accept: 'text/html' } });
		expect(page.body).toContain('action="?next=%2F"');
		expect(page.body).not.toMatch(/evil\.example"/);
	});

	test('after a sign-in and a sign-up as well', async () => {
		const words = { email: hedy.email, password: PASSWORD };
		const where = async (next: string) =>
			(await post(`/sign-in${evil(next)}`, words, { from: elsewhere() })).headers.location;
		for (const next of traps.slice(0, 4)) expect(await where(next)).toBe('/');
		expect(await where('/servers/5?a=b#c')).toBe('/servers/5?a=b#c');
		const signedUp = await signUp({ email: address() }, elsewhere(), evil('//evil.example'));
		expect(signedUp.headers.location).toBe('/sign-in?new&next=%2F');
	});

	test('not even escaped, and twice', async () => {
		for (const next of ['/%5Cevil.example', '/%2Fevil.example', '/%252F%252Fevil.example', '/%09/evil.example']) {
			const { location } = (await send(`/sign-in${evil(next)}`, { headers: { cookie: hedy.cookie } })).headers;
			expect(new URL(location!, inject('baseUrl')).origin).toBe(inject('baseUrl'));
			expect(location).not.toMatch(/^\/[/\\]/);
		}
	});
});

const starts = [
	...[
		'//',
		'///',
		'////',
		'/\\',
		'\\/',
		'/\\/',
		'\\\\',
		'https:',
		'https:/',
		'https://',
		'http:\\\\',
		'HTTPS://',
		'ftp://'
	],
	...[
		'/\t/',
		'/\r/',
		'/\n/',
		'\t//',
		'\r\n//',
		' //',
		'/\u0000/',
		'/\u000b/',
		'/\u007f/',
		'/\u0085/',
		'/\u200b/',
		'/\u2028/'
	],
	...[
		'/%09/',
		'/%0d%0a/',
		'/%5c',
		'/%2f',
		'/%2f%2f',
		'/%252f',
		'/..//',
		'/.//',
		'/%2e%2e//',
		'/..;//',
		'/;//',
		'/a/..//'
	],
	...[
		'/?//',
		'/#//',
		'//user@',
		'//127.0.0.1@',
		'/@',
		'/:@',
		'\uff0f\uff0f',
		'/\uff0f',
		'/\uff3c',
		'/\u3002',
		'x:',
		'@',
		':'
	],
	...[
		'javascript://',
		'data://',
		'blob:https://',
		'view-source:https://',
		'//[::1]@',
		'/[//',
		'//%00',
		'/%00/',
		'/.\\',
		'/\\\t/'
	]
];

test('T48: sixty ways to lead elsewhere all end on this host', { timeout: 120_000 }, async () => {
	expect(starts.length).toBeGreaterThan(59);
	const base = inject('baseUrl');
	const cookie = hedy.cookie;
	for (const start of starts) {
		const next = `${start}evil.example/`;
		const query = `?next=${encodeURIComponent(next)}`;
		const answers = await Promise.all([
			send(`/sign-in${query}`, { headers: { cookie } }),
			send(`/sign-up${query}`, { headers: { cookie } }),
			send(`/sign-in${query.replaceAll('%25', '%')}`, { headers: { cookie } }),
			post(`/sign-out${query}`, { next }),
			post(`/sign-up${query}`, { name: '', email: '' })
		]);
		for (const { status, headers, body } of answers) {
			if (headers.location) expect([next, new URL(headers.location, base).origin]).toEqual([next, base]);
			else expect([next, status]).toEqual([next, 400]);
			// Nor do the pages carry it on to where it would be followed.
			const links = [...body.matchAll(/(?:href|action)="([^"]*)"/g)].map(([, to]) => new URL(to!, base).origin);
			expect([next, new Set(links)]).toEqual([next, new Set(links.length > 0 ? [base] : [])]);
		}
	}
});

test('T48: an address that looks like another host leads nowhere', async () => {
	const base = inject('baseUrl');
	for (const start of ['//', '///', '/\\', '/%2f', '/%5c', '//sign-in/..//', '/settings//', '/invite//', '/servers//'])
		for (const end of ['evil.example', 'evil.example/', 'evil.example/%2e%2e', 'evil.example/__data.json'])
			for (const headers of [{}, { cookie: hedy.cookie }] as Record<string, string>[]) {
				const { headers: given } = await send(start + end, { headers: { accept: 'text/html', ...headers } });
				const to = given.location && new URL(given.location, `${base}/`).origin;
				expect([start + end, to]).toEqual([start + end, to && base]);
			}
});
