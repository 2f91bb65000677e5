import { describe, expect, test } from 'vitest';
import { newServer, PASSWORD, Person, unique } from '../person';
import { address, field, session, SESSION, signIn, signUp, whoIs } from './account';
import { ask, count } from './database';
import { alertsIn, textOf } from './page';
import { elsewhere, post } from './wire';

describe('the sign-up form', () => {
	test('keeps what was typed and says what is wrong next to the field', async () => {
		const typed = { name: 'Hedy <b>"L"</b>', handle: 'hedy..', email: 'hedy@', password: 'short' };
		const { status, body } = await post('/sign-up', typed, { from: elsewhere() });
		expect(status).toBe(400);
		expect([field(body, 'name'), field(body, 'email')]).toEqual([typed.name, typed.email]);
		expect(field(body, 'handle')).toBe('hedy..');
		const beside = (name: string) => {
			const input = new RegExp(`<input\\b(?:"[^"]*"|[^>"])*name="${name}"(?:"[^"]*"|[^>"])*>`).exec(body)?.[0] ?? '';
			const note = /aria-describedby="([^"]+)"/.exec(input)?.[1];
			if (!input.includes('aria-invalid="true"')) return undefined;
			return textOf(new RegExp(`<p\\b[^>]*id="${note}"[^>]*>[\\s\\S]*?</p>`).exec(body)?.[0] ?? '');
		};
		expect(beside('name')).toBeUndefined();
		expect(beside('handle')).toBe('Use letters a to z, digits, dots and underscores.');
		expect(beside('email')).toBe('That does not look like an email address.');
		expect(beside('password')).toBe('Use at least 10 characters.');
	});

	test.each([
		['a', 'At least 2 characters.'],
		['x'.repeat(33), 'Usernames can be up to 32 characters.'],
		['.hedy', 'Use letters a to z, digits, dots and underscores.'],
		['hedy_', 'Use letters a to z, digits, dots and underscores.'],
		['he dy', 'Use letters a to z, digits, dots and underscores.'],
		['hédy', 'Use letters a to z, digits, dots and underscores.'],
		['hedy\u200B', 'Use letters a to z, digits, dots and underscores.'],
		['ｈｅｄｙ', 'Use letters a to z, digits, dots and underscores.']
	])('refuses the username “%s”', async (handle, words) => {
		const email = address();
		const refused = await signUp({ email, handle });
		expect(refused.status).toBe(400);
		expect(alertsIn(refused.body)).toEqual([words]);
		expect(await count('auth_user where email = ?', email)).toBe(0);
	});

	test('says that a username is taken, in any case, and proposes one', async () => {
		const handle = unique('hedy').slice(0, 32);
		expect((await signUp({ email: address(), handle })).status).toBe(303);
		for (const same of [handle, handle.toUpperCase(), ` ${handle} `]) {
			const refused = await signUp({ email: address(), handle: same });
			expect(refused.status).toBe(400);
			expect(alertsIn(refused.body)).toEqual([expect.stringMatching(/^That name is taken\. Try hedy\d+\.$/)]);
			expect(field(refused.body, 'handle')?.toLowerCase().trim()).toBe(handle);
		}
		expect(await count('users where handle = ?', handle)).toBe(1);
	});

	test('gives people of one name a username each, at once too', async () => {
		const answers = await Promise.all(
			Array.from({ length: 6 }, () => signUp({ name: 'Émilie du Châtelet', email: address() }))
		);
		const handles = await Promise.all(
			answers.map(async (answer) => /@[a-z0-9._]+/.exec((await whoIs(session(answer))) ?? '')?.[0])
		);
		expect(new Set(handles).size).toBe(6);
		for (const handle of handles) expect(handle).toMatch(/^@emilie\.du\.chatelet\d*$/);
	});

	test.each([
		['Ada\u202E evil\u202C', 'Ada evil'],
		['A\u200Bd\u200Da\uFEFF', 'Ada'],
		['Ada\u0007\u0000 L\u001b[31m', 'Ada L[31m'],
		['  Ada \t\r\n  Lovelace ', 'Ada Lovelace'],
		['Ada\u2066\u2069\u3164', 'Ada'],
		['Z\u0353\u0353\u0353\u0353\u0353\u0353', 'Z\u0353\u0353\u0353'],
		['Zoe\u0308', 'Zoë'],
		['שלום 👋🏽', 'שלום 👋🏽']
	])('cleans the name %j', async (name, cleaned) => {
		const email = address();
		expect((await signUp({ name, email })).status).toBe(303);
		const [row] = await ask<{ name: string }>(
			`select display_name as name from users join identities on user_id = users.id
				join auth_user on auth_user.id = provider_id where email = ?`,
			email
		);
		expect(row!.name).toBe(cleaned);
	});

	test.each(['', '   ', '\u200B\u202E', '\u0000', '\u3164'])('refuses %j as a name', async (name) => {
		const refused = await signUp({ name, email: address() });
		expect(refused.status).toBe(400);
		expect(alertsIn(refused.body)).toEqual(['Tell people what to call you.']);
	});

	test('takes an address in any case and with spaces around it for the same one', async () => {
		const email = address('Mixed.Case');
		await signUp({ email: ` ${email} ` });
		expect((await signIn(email.toLowerCase(), PASSWORD)).status).toBe(303);
		expect((await signIn(email.toUpperCase(), PASSWORD)).status).toBe(303);
		expect(await count('auth_user where email = ?', email.toLowerCase())).toBe(1);
	});
});

test('P2: a person’s first request makes one profile, however many come at once', async () => {
	const email = address();
	const answers = await Promise.all(Array.from({ length: 5 }, () => signUp({ email })));
	for (const answer of answers) expect(answer.status).toBe(303);
	expect(await count('auth_user where email = ?', email)).toBe(1);
	const profiles = 'identities join auth_user on auth_user.id = provider_id where email = ?';
	expect(await count(profiles, email)).toBe(1);
	const opened = answers.map(session).find(Boolean)!;
	expect(await whoIs(opened)).toContain('Hedy');
	const ada = new Person('Ada', email);
	ada.cookies.set(SESSION, encodeURIComponent(opened));
	expect((await newServer(ada)).path).toMatch(/^\/servers\/\d+$/);
});
