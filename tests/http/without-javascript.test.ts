import { describe, expect, test } from 'vitest';
import { newPerson, newServer, PASSWORD, Person, unique, Visitor } from '../person';
import { count } from './database';
import { alertsIn, fillIn, formsIn, textOf, titleOf } from './page';

const location = (response: Response) => response.headers.get('location');
const pageOf = async (visitor: Visitor, path: string) => (await visitor.open(path)).text();
const members = (communityId: string) => count('members where community_id = ?', communityId);

describe('getting in', () => {
	test('a stranger signs up, lands on an empty page, and makes a server', async () => {
		const ada = new Person('Ada', `${unique('ada')}@example.org`);
		expect(location(await ada.request('/'))).toBe('/sign-in');

		const signUp = await fillIn(ada, '/sign-up', '?next=%2F', { name: 'Ada', email: ada.email, password: PASSWORD });
		expect(signUp.status).toBe(303);
		const first = await pageOf(ada, location(signUp)!);
		expect(textOf(first)).toContain('Welcome, Ada');
		expect(first).toContain('href="/servers/new"');

		const name = unique('Observatory ');
		const made = await fillIn(ada, '/servers/new', '', { name });
		expect(location(made)).toMatch(/^\/servers\/\d+\/channels\/\d+$/);
		const channel = await pageOf(ada, location(made)!);
		expect(titleOf(channel)).toBe(`#general, ${name} · Chatsphere`);
		expect(textOf(channel)).toContain('It’s yours, and it’s empty.');
	});

	test('P1 P4: signing out and in again leads back to where one was going', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		expect(location(await fillIn(ada, '/settings', '/sign-out'))).toBe('/sign-in');

		const turnedAway = await ada.request(`${place.channel}?before=7`);
		const signIn = `/sign-in?next=${encodeURIComponent(`${place.channel}?before=7`)}`;
		expect(turnedAway.status).toBe(303);
		expect(location(turnedAway)).toBe(signIn);
		const { search } = new URL(signIn, ada.base);
		const answer = await fillIn(ada, signIn, search, { email: ada.email, password: PASSWORD });
		expect(location(answer)).toBe(`${place.channel}?before=7`);
		expect((await ada.request(place.channel)).status).toBe(200);
	});

	test('P4 P16: an invite leads a stranger through the sign-up and back; only the Join button joins', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		const grace = new Person('Grace', `${unique('grace')}@example.org`);

		expect(textOf(await pageOf(grace, place.invite))).toContain('1 member');
		const sentAway = await fillIn(grace, place.invite, '?/join');
		expect(location(sentAway)).toBe(`/sign-in?next=${encodeURIComponent(place.invite)}`);
		const next = `?next=${encodeURIComponent(place.invite)}`;
		expect(await pageOf(grace, location(sentAway)!)).toContain(`href="/sign-up${next}"`);

		const words = { name: 'Grace', email: grace.email, password: PASSWORD };
		const signedUp = await fillIn(grace, `/sign-up${next}`, next, words);
		const there = await grace.open(location(signedUp)!);
		expect(textOf(await there.text())).toContain(`Joining as Grace`);
		await grace.request(place.invite, { method: 'HEAD' });
		await grace.request(`${place.invite}?/join`);
		expect(await members(place.id)).toBe(1);
		expect((await grace.request(place.channel)).status).toBe(404);

		const joined = await fillIn(grace, place.invite, '?/join');
		expect(joined.status).toBe(303);
		expect(location(joined)).toBe(place.path);
		expect(await members(place.id)).toBe(2);
		expect(location(await grace.request(place.path))).toBe(place.channel);
		expect(location(await grace.request(place.invite)), 'whoever is a member goes straight in').toBe(place.path);
	});

	test('a pasted invite is found by its address or its code, and a broken one stays in the field', async () => {
		const grace = await newPerson('Grace');
		const place = await newServer(await newPerson('Ada'));
		for (const invite of [`${grace.base}${place.invite}`, ` ${place.invite.slice('/invite/'.length)} `])
			expect(location(await fillIn(grace, '/?join', '?/find', { invite }))).toBe(place.invite);

		// With and without servers of one's own, which is where “/” would lead.
		for (let time = 0; time < 2; time++) {
			const refused = await fillIn(grace, '/?join', '?/find', { invite: 'ab"c' });
			const html = await refused.text();
			expect(refused.status).toBe(400);
			expect(alertsIn(html)).toEqual(['That invite isn’t complete. Check the last letters.']);
			expect(
				formsIn(html)
					.find(({ fields }) => fields.has('invite'))
					?.fields.get('invite')
			).toBe('ab"c');
			await newServer(grace);
		}
	});
});

describe('the way home', () => {
	test('P3: “/” leads to the server that was open last, else to the first', async () => {
		const ada = await newPerson('Ada');
		const first = await newServer(ada);
		const second = await newServer(ada);
		await ada.open(first.channel);
		expect(location(await ada.request('/'))).toBe(first.path);
		await ada.open(second.channel);
		expect(location(await ada.request('/'))).toBe(second.path);

		const foreign = await newServer(await newPerson('Mallory'));
		for (const forgotten of ['', 'nonsense', foreign.id]) {
			ada.cookies.set('last-server', forgotten);
			expect(location(await ada.request('/'))).toBe(first.path);
		}
	});

	test('a server’s address leads to general', async () => {
		const ada = await newPerson('Ada');
		const place = await newServer(ada);
		expect(location(await ada.request(place.path))).toBe(place.channel);
	});

	test('the theme is chosen by a form', async () => {
		const ada = await newPerson('Ada');
		expect(location(await fillIn(ada, '/settings/appearance', '?/save', { theme: 'dark' }))).toBe(
			'/settings/appearance'
		);
		const html = await pageOf(ada, '/settings/appearance');
		expect(html).toContain('<html lang="en" class="dark">');
		expect(
			formsIn(html)
				.find(({ action }) => action === '?/save')
				?.fields.get('theme')
		).toBe('dark');
	});
});
