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
