import { beforeAll, describe, expect, test } from 'vitest';
import { newPerson, PASSWORD, unique, type Person } from '../person';
import { address, field, session, SESSION, signIn, signUp, whoIs, WRONG } from './account';
import { ask, count } from './database';
import { alertsIn, textOf } from './page';
import { cookiesOf, elsewhere, post, send, withoutNonce, type Answer } from './wire';

let hedy: Person;
beforeAll(async () => {
	hedy = await newPerson('Hedy');
});

describe('nobody can find out whether an address has an account', () => {
	/** What can be seen of an answer; a session's value is random, so only its shape counts. */
	function shapeOf(answer: Answer) {
		const { date: _, 'set-cookie': __, ...headers } = answer.headers;
		const cookies = cookiesOf(answer).map(({ value, ...rest }) => ({
			...rest,
			shape: value.replace(/[a-z0-9+/]/gi, 'x')
		}));
		return { status: answer.status, headers, cookies, body: answer.body };
	}

	test('a sign-up with a taken address looks like one with a fresh address, and opens nothing', async () => {
		const fresh = await signUp({ email: address() });
		const taken = await signUp({ email: hedy.email, password: WRONG });
		expect(shapeOf(fresh).cookies).toHaveLength(1);
		expect(shapeOf(taken)).toEqual(shapeOf(fresh));
		expect(await whoIs(session(fresh))).toContain('Hedy');
		expect(await whoIs(session(taken))).toBeNull();
		const [after] = cookiesOf(await send('/sign-in', { headers: { cookie: `${SESSION}=${session(taken)}` } }));
		expect(after).toBeUndefined();
		expect(await whoIs(session(await signIn(hedy.email, PASSWORD))), 'the account is as it was').toContain('Hedy');
		expect(await whoIs(session(await signIn(hedy.email, WRONG)))).toBeNull();
	});

	test('the cookie that opens nothing is made of the same letters', async () => {
		const ask = (email: string) => signUp({ email, password: WRONG });
		const emails = Array.from({ length: 10 }, (_, index) => (index < 3 ? address() : hedy.email));
		const tokens = (await Promise.all(emails.map(ask))).map((answer) => session(answer).split('.')[0]);
		for (const token of tokens) expect(token).toMatch(/^[A-Za-z0-9]{32}$/);
	});

	test('the page after it says the same to both', async () => {
		const notice = 'If this address is new here, your account is ready';
		const taken = await signUp({ email: hedy.email, password: WRONG });
		const page = await send(taken.headers.location!, {
			headers: { accept: 'text/html', cookie: `${SESSION}=${encodeURIComponent(session(taken))}` }
		});
		expect(textOf(page.body)).toContain(notice);
		expect(page.body).not.toContain(hedy.email);
	});

	test('a sign-up again with the account’s own password signs in', async () => {
		const again = await signUp({ name: 'Somebody Else', email: hedy.email.toUpperCase() });
		expect(await whoIs(session(again))).toContain('Hedy');
		expect(await count('auth_user where email = ?', hedy.email)).toBe(1);
	});

	test('a wrong password and an unknown address get the same answer', async () => {
		const unknown = hedy.email.replace(/^..../, 'zzzz');
		const [wrong, nobody] = [await signIn(hedy.email, WRONG), await signIn(unknown, WRONG)];
		const withoutAddress = (answer: Answer, email: string) =>
			withoutNonce(JSON.stringify(shapeOf(answer)))
				.replaceAll(email, 'EMAIL')
				.replace(/"etag":"[^,]*,/, '');
		expect(wrong.status).toBe(400);
		expect(alertsIn(wrong.body)).toEqual(['That email and password don’t match.']);
		expect(withoutAddress(nobody, unknown)).toBe(withoutAddress(wrong, hedy.email));
	});

	// Every answer about an account is held back to the same 300 ms, which is longer than any of the ways to it takes:
	// so this is no race of two hashes, and a busy machine slows all of them alike.
	test('and all of these answers take equally long', async () => {
		const ways: Record<string, () => Promise<Answer>> = {
			'right password': () => signIn(hedy.email, PASSWORD),
			'wrong password': () => signIn(hedy.email, WRONG),
			'unknown address': () => signIn(address(), WRONG),
			'new account': () => signUp({ email: address() }),
			'taken address': () => signUp({ email: hedy.email, password: WRONG })
		};
		const taken = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
		for (let round = 0; round < 15; round++)
			for (const [name, way] of Object.entries(ways)) {
				const began = performance.now();
				await way();
				taken.get(name)!.push(performance.now() - began);
			}
		const medians = [...taken.values()].map((times) => times.sort((a, b) => a - b)[7]!);
		const report = JSON.stringify([...taken.keys()].map((name, index) => [name, Math.round(medians[index]!)]));
		expect(Math.min(...[...taken.values()].flat()), report).toBeGreaterThan(295);
		expect(Math.max(...medians) - Math.min(...medians), report).toBeLessThan(60);
	});
});

describe('guessing passwords', () => {
	test('ends after ten wrong ones from one place, even for the right one, and for nobody else', async () => {
		const [owner, other] = [address('owner'), address('other')];
		await signUp({ email: owner });
		await signUp({ email: other });
		const place = elsewhere();
		for (let guess = 1; guess <= 10; guess++) expect((await signIn(owner, WRONG, place)).status).toBe(400);

		for (const password of [WRONG, PASSWORD]) {
			const refused = await signIn(owner, password, place);
			expect(refused.status).toBe(429);
			expect(alertsIn(refused.body)).toEqual([
				expect.stringMatching(/^Too many tries\. You can try again in \d+ minutes\.$/)
			]);
			expect(field(refused.body, 'email')).toBe(owner);
			expect(session(refused)).toBe('');
		}
		expect((await signUp({ email: owner }, place)).status, 'nor by the other door').toBe(429);
		expect((await signIn(other, PASSWORD, place)).status).toBe(303);
		expect((await signIn(owner, PASSWORD)).status, 'the owner, who comes from somewhere else').toBe(303);
	});

	test('is no faster with thirty guesses at once', async () => {
		const owner = address('owner');
		await signUp({ email: owner });
		const place = elsewhere();
		const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(owner, WRONG, place)));
		expect(answers.filter(({ status }) => status !== 429).length).toBeLessThanOrEqual(10);
	});

	test('counts at the sign-up too', async () => {
		const owner = address('owner');
		await signUp({ email: owner });
		const place = elsewhere();
		for (let guess = 1; guess <= 10; guess++) await signUp({ email: owner, password: WRONG }, place);
		expect((await signIn(owner, PASSWORD, place)).status).toBe(429);
	});

	test('is forgotten once the right one came', async () => {
		const place = elsewhere();
		for (let round = 0; round < 2; round++) {
			for (let slip = 1; slip <= 9; slip++) expect((await signIn(hedy.email, WRONG, place)).status).toBe(400);
			expect((await signIn(hedy.email, PASSWORD, place)).status).toBe(303);
		}
	});
});

describe('a session', () => {
	test('is a cookie that scripts and other sites do not get', async () => {
		const made = [await signUp({ email: address() }), await signIn(hedy.email, PASSWORD)];
		for (const [cookie, ...more] of made.map(cookiesOf)) {
			expect(more).toEqual([]);
			expect(cookie!.name).toBe(SESSION);
			expect(cookie!.attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Lax', 'Path=/']));
			expect(cookie!.attributes.join()).not.toContain('Domain');
		}
	});

	test('ends on the server when somebody signs out, and only that one', async () => {
		const [here, there] = [session(await signIn(hedy.email, PASSWORD)), session(await signIn(hedy.email, PASSWORD))];
		const cookie = `${SESSION}=${encodeURIComponent(here)}`;
		const out = await post('/sign-out', {}, { headers: { cookie } });
		expect([out.status, out.headers.location]).toEqual([303, '/sign-in']);
		expect(cookiesOf(out).find(({ name }) => name === SESSION)?.attributes).toContain('Max-Age=0');
		expect(await whoIs(here)).toBeNull();
		expect(await whoIs(there)).toContain('Hedy');
		const links = await send('/sign-out', { headers: { cookie: `${SESSION}=${encodeURIComponent(there)}` } });
		expect([links.status, await whoIs(there)], 'a link signs nobody out').toEqual([
			303,
			expect.stringContaining('Hedy')
		]);
	});

	test('never is one that was there before the sign-in', async () => {
		const before = `${'preset'.repeat(5)}.c2lnbmF0dXJl`;
		const mallory = await newPerson('Mallory');
		const theirs = mallory.cookies.get(SESSION)!;
		for (const preset of [before, decodeURIComponent(theirs)]) {
			const cookie = `${SESSION}=${encodeURIComponent(preset)}`;
			const mine = session(await signIn(hedy.email, PASSWORD, elsewhere(), { cookie }));
			expect(mine).not.toBe(preset);
			expect(await whoIs(mine)).toContain('Hedy');
			expect((await whoIs(preset)) ?? '').not.toContain('Hedy');
		}
	});

	test('cannot be made up, changed or outlive its end', async () => {
		const token = session(await signIn(hedy.email, PASSWORD));
		const [word = '', signature = ''] = token.split('.');
		const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
		expect(await whoIs(token)).toContain('Hedy');
		for (const forged of ['', word, `${word}.`, `${word}.${flipped}`, `${word}x.${signature}`, `.${signature}`])
			expect(await whoIs(forged), forged).toBeNull();
		await ask("update auth_session set expires_at = '2020-01-01' where token = ?", word);
		expect(await whoIs(token)).toBeNull();
	});
});

describe('passwords', () => {
	test('never come back in a page', async () => {
		const password = unique('Zauberwort ');
		const answers = [
			await signUp({ name: '', email: address(), password }),
			await signUp({ email: 'nonsense', password }),
			await signUp({ email: address(), password, handle: 'NOT OK!' }),
			await signUp({ email: address(), password: password.slice(0, 9) }),
			await signIn(hedy.email, password),
			await signIn('nonsense', password),
			await signIn(hedy.email, password, elsewhere(), { accept: 'application/json', 'x-sveltekit-action': 'true' })
		];
		for (const { status, body } of answers) {
			expect([200, 400]).toContain(status);
			expect(body.length).toBeGreaterThan(100);
			expect(body).not.toContain('Zauberwort');
		}
	});

	test('are kept as argon2id and nothing else', async () => {
		const password = unique('Zauberwort ');
		const email = address();
		await signUp({ email, password });
		const accounts = await ask<Record<string, string>>(
			'select auth_account.* from auth_account join auth_user on auth_user.id = user_id where email = ?',
			email
		);
		expect(accounts).toHaveLength(1);
		expect(accounts[0]!.password).toMatch(/^\$argon2id\$v=19\$m=\d{5,},t=\d+,p=\d+\$/);
		const tables = await ask<{ name: string }>(
			'select table_name as name from information_schema.tables where table_schema = database()'
		);
		expect(tables.length).toBeGreaterThan(8);
		for (const { name } of tables)
			expect(JSON.stringify(await ask(`select * from ${name}`)), name).not.toContain(password);
	});

	test('may have any characters, and are told apart to the last one', async () => {
		const [email, password] = [address(), '  пароль 🔑 "<b>" \u202E  '];
		expect((await signUp({ email, password })).status).toBe(303);
		expect((await signIn(email, password)).status).toBe(303);
		expect((await signIn(email, password.trim())).status).toBe(400);
		const long = 'x'.repeat(199);
		const other = address();
		await signUp({ email: other, password: `${long}a` });
		expect((await signIn(other, `${long}b`)).status).toBe(400);
		expect((await signIn(other, `${long}a`)).status).toBe(303);
	});
});
