import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import WebSocket from 'ws';
import { closeCodes, PROTOCOL_VERSION } from '$lib/realtime/protocol';
import { raiseClerkStage, type ClerkStage } from '../clerk/stage';
import type { ClerkSession } from '../clerk/stand-in';
import { confused, newKey, signed, unsigned } from '../clerk/tokens';
import { textOf } from './page';

let stage: ClerkStage;
beforeAll(async () => {
	stage = await raiseClerkStage();
});
afterAll(() => stage?.end());

const header = (cookies: Record<string, string>) =>
	Object.entries(cookies)
		.map(([name, value]) => `${name}=${value}`)
		.join('; ');

/** Asks the app as a browser with these cookies does. */
const ask = (path: string, cookies: Record<string, string> = {}, init: RequestInit = {}) =>
	fetch(stage.clerk.origin + path, {
		redirect: 'manual',
		...init,
		headers: { accept: 'text/html', cookie: header(cookies), ...init.headers }
	});

/** Who a page is for; null when it is for nobody. Scripts ask like this, so no way round by Clerk is tried. */
async function whoIs(cookies: Record<string, string>): Promise<string | null> {
	const answer = await ask('/settings', cookies, { headers: { 'sec-fetch-dest': 'empty' } });
	if (answer.status === 200) return textOf(await answer.text());
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fsettings']);
	return null;
}

/** What a socket with these cookies is told: it is open, or the status it was refused with. */
function knock(cookies: Record<string, string>): Promise<WebSocket | number> {
	const { origin } = stage.clerk;
	const socket = new WebSocket(`${origin.replace('http', 'ws')}/realtime`, {
		headers: { origin, cookie: header(cookies) }
	});
	return new Promise((resolve, reject) => {
		socket.once('open', () => resolve(socket));
		socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
		socket.once('error', reject);
	});
}

function somebody(about: Parameters<ClerkStage['clerk']['addUser']>[0] = { firstName: 'Ada', lastName: 'Lovelace' }) {
	const user = stage.clerk.addUser(about);
	const session = stage.clerk.open(user);
	return { user, session, cookies: () => stage.clerk.cookies(stage.clerk.token(session)) };
}

/** An open socket that said hello, what it hears, and its end. */
async function live(cookies: Record<string, string>) {
	const socket = (await knock(cookies)) as WebSocket;
	const closed = new Promise<number>((resolve) => socket.once('close', resolve));
	const heard: { type: string; [word: string]: unknown }[] = [];
	socket.on('message', (data) => heard.push(JSON.parse(String(data))));
	socket.send(JSON.stringify({ type: 'hello', version: PROTOCOL_VERSION }));
	await vi.waitFor(() => expect(heard.map(({ type }) => type)).toContain('ready'), { timeout: 20_000 });
	return { socket, closed, heard };
}

/** Sends a form of one of our own pages. */
const submit = (path: string, cookies: Record<string, string>, fields: Record<string, string>) =>
	ask(path, cookies, {
		method: 'POST',
		body: new URLSearchParams(fields),
		headers: { ...form, origin: stage.clerk.origin }
	});

/** A server of somebody's, and the address of its first invite. */
async function serverOf(cookies: Record<string, string>, name: string) {
	const made = await submit('/servers/new', cookies, { name });
	const [, id = ''] = /^\/servers\/(\d+)\//.exec(made.headers.get('location') ?? '') ?? [];
	const [invite = ''] = /\/invite\/[\w-]+/.exec(await (await ask(`/servers/${id}/invites`, cookies)).text()) ?? [];
	expect([id, invite]).not.toContain('');
	return { id, invite };
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function rows<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
	return (await stage.database.query(sql, values))[0] as Row[];
}
const profileOf = async (id: string) =>
	(
		await rows<{ id: string; handle: string; name: string; deleted: string | null }>(
			`select u.id, u.handle, u.display_name as name, u.deleted_at as deleted from users u
			join identities i on i.user_id = u.id where i.provider = 'clerk' and i.provider_id = ?`,
			id
		)
	)[0];

describe('somebody whom Clerk signed in', () => {
	test('gets a profile with their first request, once however many come', async () => {
		const ada = somebody({ firstName: 'Ada', lastName: 'Lovelace', username: 'ada_l' });
		const before = stage.clerk.asked.length;
		const pages = await Promise.all([1, 2, 3, 4].map(() => whoIs(ada.cookies())));
		for (const page of pages) expect(page).toContain('Ada Lovelace');
		expect(await profileOf(ada.user.id)).toMatchObject({ handle: 'ada_l', name: 'Ada Lovelace' });
		expect(stage.clerk.asked.slice(before).filter((one) => one.includes('/users/')).length).toBeLessThanOrEqual(4);
		const settled = stage.clerk.asked.length;
		await whoIs(ada.cookies());
		expect(stage.clerk.asked.length, 'and nobody asks Clerk again').toBe(settled);
	});

	test('is called by what there is, and never null', async () => {
		const [first, handle, nothing] = [
			somebody({ firstName: 'Grace', lastName: null }),
			somebody({ username: 'hopper' }),
			somebody({})
		];
		for (const one of [first, handle, nothing])
			expect((await whoIs(one.cookies())) ?? 'null').not.toMatch(/null|undefined/);
		expect(await profileOf(first.user.id)).toMatchObject({ name: 'Grace', handle: 'grace' });
		expect(await profileOf(handle.user.id)).toMatchObject({ name: 'hopper', handle: 'hopper' });
		expect((await profileOf(nothing.user.id))!.name).toBe('Someone new');
	});

	test('is not asked for where the token tells', async () => {
		const { session, user } = somebody({});
		const before = stage.clerk.asked.length;
		const cookies = stage.clerk.cookies(stage.clerk.token(session, { first_name: 'Hedy', last_name: 'Lamarr' }));
		expect(await whoIs(cookies)).toContain('Hedy Lamarr');
		expect(await profileOf(user.id)).toMatchObject({ handle: 'hedy.lamarr' });
		expect(stage.clerk.asked.length).toBe(before);
	});

	test('is led by Clerk and back when their token ran out, and lands where they were going', async () => {
		const { session } = somebody();
		const old = stage.clerk.cookies(
			stage.clerk.token(session, { iat: 1_700_000_000, nbf: 1_700_000_000, exp: 1_700_000_060 })
		);
		const answer = await ask('/settings', old);
		expect(answer.status).toBe(307);
		const away = new URL(answer.headers.get('location')!);
		expect(away.href).toContain(`${stage.clerk.origin}/__clerk/v1/client/handshake`);
		expect(new URL(away.searchParams.get('redirect_url')!).pathname).toBe('/settings');
		expect(await whoIs(old), 'a script is only told that nobody is signed in').toBeNull();
	});
});

/** What the app is told by Clerk; answers its status. */
async function tell(...said: Parameters<ClerkStage['clerk']['hook']>): Promise<number> {
	const { body, headers } = stage.clerk.hook(...said);
	return (await deliver(body, headers)).status;
}
const deliver = (body: string, headers: Record<string, string>) =>
	fetch(`${stage.clerk.origin}/api/webhooks/clerk`, { method: 'POST', body, headers });

describe('T62: what Clerk tells', () => {
	test('is believed only with its signature over these bytes, and when it is new', async () => {
		const { user, cookies } = somebody();
		await whoIs(cookies());
		const told = { ...stage.clerk.userJson(user), first_name: 'Mallory', updated_at: Date.now() + 1000 };
		const good = stage.clerk.hook('user.updated', told);
		const { 'svix-signature': signature, ...unsigned } = good.headers;
		const hours = 3_600_000;
		const answers = await Promise.all([
			deliver(good.body.replace('Mallory', 'Mallorx'), good.headers),
			deliver(`${good.body} `, good.headers),
			deliver(good.body, unsigned),
			deliver(good.body, { ...good.headers, 'svix-id': 'msg_another' }),
			deliver(good.body, { ...good.headers, 'svix-signature': signature!.replace('v1,', 'v2,') })
		]);
		expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400]);
		const secret = `whsec_${Buffer.from('another secret').toString('base64')}`;
		expect(await tell('user.updated', told, { secret })).toBe(400);
		expect(await tell('user.updated', told, { at: Date.now() - hours })).toBe(400);
		expect(await tell('user.updated', told, { at: Date.now() + hours })).toBe(400);
		expect(await profileOf(user.id)).toMatchObject({ name: 'Ada Lovelace' });

		expect((await deliver(good.body, good.headers)).status).toBe(204);
		expect(await profileOf(user.id)).toMatchObject({ name: 'Mallory Lovelace' });
	});

	test('happens once, also when it comes fifty times at once', async () => {
		const { user, cookies } = somebody();
		await whoIs(cookies());
		const { body, headers } = stage.clerk.hook('user.updated', {
			...stage.clerk.userJson(user),
			...{ first_name: 'Augusta', updated_at: Date.now() + 1000 }
		});
		const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(body, headers)));
		expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 204));
		expect(await rows('select id from clerk_hooks where id = ?', headers['svix-id'])).toHaveLength(1);
		// A name chosen here since then would be gone if one of them did it once more.
		const { id } = (await profileOf(user.id))!;
		await rows("update users set display_name = 'Chosen here' where id = ?", id);
		expect((await deliver(body, headers)).status).toBe(204);
		expect(await profileOf(user.id)).toMatchObject({ name: 'Chosen here' });
	});

	test('counts in the order in which it happened, however it comes', async () => {
		const { user, cookies } = somebody();
		await whoIs(cookies());
		const at = (seconds: number, first_name: string) => ({
			...stage.clerk.userJson(user),
			...{ first_name, updated_at: Date.now() + seconds * 1000 }
		});
		await tell('user.updated', at(20, 'Second'));
		await tell('user.updated', at(10, 'First'));
		expect(await profileOf(user.id)).toMatchObject({ name: 'Second Lovelace' });
		// Something else changed there, and the name chosen here stays.
		const { id } = (await profileOf(user.id))!;
		await rows("update users set display_name = 'Chosen here' where id = ?", id);
		await tell('user.updated', at(30, 'Second'));
		expect(await profileOf(user.id)).toMatchObject({ name: 'Chosen here' });
	});

	test('ends an account for good: pages, sockets, its name, and no late news brings it back', async () => {
		const { user, cookies } = somebody();
		await whoIs(cookies());
		const { closed } = await live(cookies());

		expect(await tell('user.deleted', { id: user.id, object: 'user', deleted: true })).toBe(204);
		expect(await closed).toBe(closeCodes.signedOut);
		const late = { ...stage.clerk.userJson(user), updated_at: Date.now() + 60_000 };
		expect(await tell('user.updated', late)).toBe(204);
		expect(await tell('user.created', late)).toBe(204);
		expect(await whoIs(cookies())).toBeNull();
		expect(await knock(cookies())).toBe(401);
		expect(await profileOf(user.id)).toMatchObject({
			name: 'Deleted person',
			handle: expect.stringMatching(/^deleted-/),
			deleted: expect.anything()
		});
	});

	test('P40: passes on the servers of whoever was deleted, live, and ends those where nobody else is', async () => {
		const [ada, alan] = [somebody(), somebody({ firstName: 'Alan', lastName: 'Turing' })];
		const [shared, lonely] = [await serverOf(ada.cookies(), 'Shared'), await serverOf(ada.cookies(), 'Lonely')];
		await submit(`${shared.invite}?/join`, alan.cookies(), {});
		const { socket, heard } = await live(alan.cookies());
		const [adas, alans] = [(await profileOf(ada.user.id))!.id, (await profileOf(alan.user.id))!.id];
		const message = stage.clerk.hook('user.deleted', { id: ada.user.id, object: 'user', deleted: true });
		const answers = await Promise.all([1, 2, 3].map(() => deliver(message.body, message.headers)));
		expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
		await vi.waitFor(() => {
			expect(heard).toContainEqual(expect.objectContaining({ type: 'member.left', userId: adas }));
			const member = expect.objectContaining({ id: alans, role: 'owner' });
			expect(heard).toContainEqual(expect.objectContaining({ type: 'member.changed', member }));
		});
		expect(await rows('select user_id from members where user_id = ?', adas)).toEqual([]);
		expect((await ask(`/servers/${shared.id}/settings/delete`, alan.cookies())).status).toBe(200);
		expect((await ask(lonely.invite, alan.cookies())).status).toBe(404);
		socket.terminate();
	});

	test('P40: tells of another name at once, as a change in the own settings is told', async () => {
		const [ada, alan] = [somebody(), somebody({ firstName: 'Alan', lastName: 'Turing' })];
		await submit(`${(await serverOf(ada.cookies(), 'Shared')).invite}?/join`, alan.cookies(), {});
		const windows = [await live(ada.cookies()), await live(alan.cookies())];
		const told = { ...stage.clerk.userJson(ada.user), first_name: 'Augusta', updated_at: Date.now() + 1000 };
		expect(await tell('user.updated', told)).toBe(204);
		const { id, handle } = (await profileOf(ada.user.id))!;
		const person = { id, handle, name: 'Augusta Lovelace', avatarUrl: null };
		for (const { heard, socket } of windows) {
			await vi.waitFor(() => expect(heard).toContainEqual({ type: 'person.changed', person }));
			socket.terminate();
		}
	});

	test('of a deletion also counts for somebody who never came', async () => {
		const { user, cookies } = somebody();
		expect(await tell('user.deleted', { id: user.id, deleted: true })).toBe(204);
		expect(await tell('user.created', stage.clerk.userJson(user))).toBe(204);
		expect(await whoIs(cookies())).toBeNull();
		expect(await profileOf(user.id)).toBeUndefined();
	});

	test.each(['session.ended', 'session.removed', 'session.revoked'])(
		'T55: %s ends that login at once, while its token is still good, and no other',
		async (type) => {
			const { user, session, cookies } = somebody();
			const other = stage.clerk.open(user);
			await whoIs(cookies());
			const [here, there] = [await live(cookies()), await live(stage.clerk.cookies(stage.clerk.token(other)))];
			expect(await tell(type, { id: session.id, object: 'session', user_id: user.id })).toBe(204);
			expect(await here.closed).toBe(closeCodes.signedOut);
			expect(await whoIs(cookies())).toBeNull();
			expect(await knock(cookies())).toBe(401);
			expect(await whoIs(stage.clerk.cookies(stage.clerk.token(other)))).toContain('Ada Lovelace');
			expect(there.socket.readyState).toBe(WebSocket.OPEN);
			there.socket.terminate();
		}
	);

	test('about other things is heard and forgotten; about ours it must make sense', async () => {
		expect(await tell('organization.created', { id: 'org_1' })).toBe(204);
		expect(await tell('user.updated', { id: 'user_1' })).toBe(400);
		expect(await tell('user.deleted', { deleted: true })).toBe(400);
	});
});

test('T55: signing out ends the login here and at Clerk, and its token opens nothing any more', async () => {
	const { session, cookies } = somebody();
	const old = cookies();
	await whoIs(old);
	const { closed } = await live(old);
	const answer = await ask('/sign-out', old, {
		method: 'POST',
		body: '',
		headers: { ...form, origin: stage.clerk.origin }
	});
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
	const gone = answer.headers.getSetCookie().filter((header) => /^__session/.test(header));
	expect(gone).toHaveLength(2);
	for (const header of gone) expect(header).toMatch(/^__session\w*=; .*Max-Age=0/);
	expect(await closed).toBe(closeCodes.signedOut);
	expect(session.status).toBe('revoked');
	expect(await whoIs(old)).toBeNull();
	expect(await knock(old)).toBe(401);
});

describe('F23: when Clerk is down', () => {
	afterEach(() => void (stage.clerk.mood = 'well'));

	test.each(['refuses', 'hangs'] as const)('(it %s) people who are signed in stay, new ones come in', async (mood) => {
		const ada = somebody();
		await whoIs(ada.cookies());
		stage.clerk.mood = mood;
		expect(await whoIs(ada.cookies())).toContain('Ada Lovelace');
		const { socket } = await live(ada.cookies());
		socket.terminate();

		const grace = somebody({ firstName: 'Grace', lastName: 'Hopper' });
		const began = performance.now();
		expect(await whoIs(grace.cookies())).toContain('Someone new');
		expect(performance.now() - began, 'they wait for it, but not long').toBeLessThan(10_000);
		expect(stage.app.lastWords).toContain('Clerk did not tell who somebody is');
		for (const secret of [stage.clerk.secretKey, stage.clerk.hookSecret, stage.clerk.pem.split('\n')[1]!])
			expect(stage.app.lastWords).not.toContain(secret);

		stage.clerk.mood = 'well';
		await tell('user.created', stage.clerk.userJson(grace.user));
		expect(await profileOf(grace.user.id)).toMatchObject({ name: 'Grace Hopper' });
	});

	test('signing out works, and counts here though Clerk does not hear of it', async () => {
		const { session, cookies } = somebody();
		const old = cookies();
		await whoIs(old);
		stage.clerk.mood = 'refuses';
		const answer = await ask('/sign-out', old, {
			method: 'POST',
			body: '',
			headers: { ...form, origin: stage.clerk.origin }
		});
		expect(answer.status).toBe(303);
		expect(session.status).toBe('active');
		expect(await whoIs(old)).toBeNull();
		stage.clerk.mood = 'well';
		const page = await (await ask('/sign-in', old)).text();
		expect(page, 'the page is told to sign out there too').toContain('mustSignOut:true');
	});
});

describe('T61: a token opens nothing, neither a page nor a socket,', () => {
	type Forge = (session: ClerkSession) => string;
	const long = Math.floor(Date.now() / 1000) - 3600;
	const forgeries: Record<string, Forge> = {
		'signed with another key': (session) => signed(stage.clerk.claims(session), newKey().privateKey),
		'signed by nobody': (session) => unsigned(stage.clerk.claims(session)),
		'signed with the public key as a secret': (session) => confused(stage.clerk.claims(session), stage.clerk.pem),
		'changed behind its signature': (session) => {
			const [head, , signature] = stage.clerk.token(session).split('.');
			const claims = stage.clerk.claims(session, { sub: 'user_somebodyelse' });
			return [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
		},
		'run out': (session) => stage.clerk.token(session, { iat: long, nbf: long, exp: long + 60 }),
		'from the future': (session) => stage.clerk.token(session, { nbf: long + 7200 }),
		'made for another site': (session) => stage.clerk.token(session, { azp: 'https://chat.example.com' }),
		'made for no site': (session) => stage.clerk.token(session, { azp: undefined }),
		'made by another Clerk': (session) => stage.clerk.token(session, { iss: 'https://clerk.example.com' }),
		'made by nobody': (session) => stage.clerk.token(session, { iss: undefined }),
		'of a session that is not complete': (session) => stage.clerk.token(session, { sts: 'pending' }),
		'that is none': () => 'null'
	};

	test.each(Object.entries(forgeries))('%s', async (_, forge) => {
		const { session, user, cookies } = somebody();
		const forged = stage.clerk.cookies(forge(session));
		expect(await whoIs(forged)).toBeNull();
		expect(await knock(forged)).toBe(401);
		expect(await profileOf(user.id), 'and makes no profile').toBeUndefined();
		expect(await whoIs(cookies()), 'the person’s own does').toContain('Ada Lovelace');
		const socket = await knock(cookies());
		expect(socket).toBeInstanceOf(WebSocket);
		(socket as WebSocket).terminate();
	});

	test('nor does a cookie of our own accounts, whose forms are gone', async () => {
		const token = `${'a'.repeat(32)}.${createHash('sha256').update('x').digest('base64')}`;
		expect(await whoIs({ 'chatsphere.session_token': encodeURIComponent(token) })).toBeNull();
		const form = (path: string, fields: Record<string, string>) =>
			ask(path, {}, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: stage.clerk.origin } });
		const password = 'correct horse battery staple';
		const answers = [
			await form('/sign-in', { email: 'ada@example.org', password }),
			await form('/sign-up', { name: 'Ada', email: 'ada@example.org', password })
		];
		for (const answer of answers) {
			expect(answer.status).toBe(404);
			expect(answer.headers.getSetCookie().join()).not.toContain('chatsphere');
		}
		expect(await rows('select id from auth_user')).toEqual([]);
		for (const path of ['/sign-in', '/sign-up']) {
			const page = await (await ask(path)).text();
			expect(page).not.toContain('type="password"');
			expect(textOf(page)).toContain('Signing in here needs JavaScript');
		}
	});
});
