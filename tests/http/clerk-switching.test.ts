import { afterAll, beforeAll, expect, test } from 'vitest';
import { raiseClerkStage, type ClerkStage } from '../clerk/stage';

const EMAIL = 'ada@example.org';
let stage: ClerkStage;
beforeAll(async () => {
	stage = await raiseClerkStage();
	// Somebody whose account was kept here, as better-auth and our own sign-up write it.
	await stage.database.query(
		'insert into auth_user (id, name, email, email_verified, created_at, updated_at) values (?, ?, ?, 0, now(), now())',
		['local-ada', 'Ada', EMAIL]
	);
	await stage.database.query(
		"insert into users (id, handle, display_name, created_at) values (4711, 'ada', 'Ada of old', now())"
	);
	await stage.database.query("insert into identities values ('local', 'local-ada', 4711)");
});
afterAll(() => stage?.end());

/** Starts the app anew with other settings; answers what it said when it would not start. */
async function restart(change: Record<string, string>, without: string[] = []): Promise<string> {
	await stage.app.stop('SIGTERM');
	stage.app.change({ ...stage.clerk.settings, LINK_ACCOUNTS: '', ...change }, without);
	return stage.app.start().then(
		() => '',
		() => stage.app.lastWords
	);
}

/** Comes with a session at Clerk; answers the handle of the profile it leads to, null for none. */
async function come(email: string, isVerified: boolean): Promise<string | null> {
	const user = stage.clerk.addUser({ firstName: 'Ada', email, isVerified });
	const cookies = Object.entries(stage.clerk.cookies(stage.clerk.token(stage.clerk.open(user))));
	const answer = await fetch(`${stage.clerk.origin}/settings`, {
		redirect: 'manual',
		headers: { accept: 'text/html', cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') }
	});
	return answer.status === 200
		? (/@([\w.]+)/.exec((await answer.text()).replace(/<style[\s\S]*?<\/style>/g, ''))?.[1] ?? null)
		: null;
}

test('a running installation does not change who keeps its accounts unless it is told what becomes of the profiles', async () => {
	expect(await restart({})).toContain(
		'People here signed in by accounts of our own, and now it is Clerk. Set LINK_ACCOUNTS=verified-email'
	);
});

test('none: everybody begins anew, also with the address of an older profile', async () => {
	expect(await restart({ LINK_ACCOUNTS: 'none' })).toBe('');
	expect(await come(EMAIL, true)).not.toBe('ada');
});

test('verified-email: the profile goes to the first who has its address for sure, and only to them', async () => {
	expect(await restart({ LINK_ACCOUNTS: 'verified-email' })).toBe('');
	expect(await come(EMAIL, false), 'anybody can type an address').not.toBe('ada');
	expect(await come('grace@example.org', true)).not.toBe('ada');
	stage.clerk.mood = 'refuses';
	expect(await come(EMAIL, true), 'nobody is given a new profile in its place while Clerk is away').toBeNull();
	stage.clerk.mood = 'well';
	expect(await come(EMAIL.toUpperCase(), true)).toBe('ada');
	expect(await come(EMAIL, true), 'it is given once').not.toBe('ada');
});

test('the way back is refused in the same way, and cannot be by addresses', async () => {
	const clerk = Object.keys(stage.clerk.settings).filter((name) => name.includes('CLERK'));
	expect(await restart({}, clerk)).toContain('People here signed in by Clerk, and now it is accounts of our own.');
	expect(await restart({ LINK_ACCOUNTS: 'verified-email' }, clerk)).toContain('only LINK_ACCOUNTS=none can be done');
	expect(await restart({ LINK_ACCOUNTS: 'none' }, clerk)).toBe('');
});
