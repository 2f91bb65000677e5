import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { fetchClerk } from '../../scripts/parts/clerk.js';
import { begin } from '../../scripts/parts/life.js';
import { raiseClerkStage, type ClerkStage } from '../clerk/stage';
import { PASSWORD, unique } from '../person';
import { fourLooks, isForEverybody } from './axe';
import { eventually, test } from './browser';
import { fromSignUpToConversation } from './conversation';

let stage: ClerkStage;
beforeAll(async () => {
	await fetchClerk(begin());
	stage = await raiseClerkStage();
});
afterAll(() => stage?.end());
afterEach(() => void Object.assign(stage.clerk, { mood: 'well', tokenLife: 60 }));

const wishes = () => ({ baseURL: stage.clerk.origin });
const heading = (page: Page, name: string) => page.getByRole('heading', { name });

async function signUp(page: Page, first: string, last: string): Promise<void> {
	await page.getByLabel('First name').fill(first);
	await page.getByLabel('Last name').fill(last);
	await page.getByLabel('Email address').fill(`${unique('somebody')}@example.org`);
	await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
	await page.getByRole('button', { name: 'Continue' }).click();
}

async function signIn(page: Page, email: string): Promise<void> {
	await page.getByLabel('Email address').fill(email);
	await page.getByRole('button', { name: 'Continue' }).click();
	await heading(page, 'Enter your password').waitFor();
	await givePassword(page, PASSWORD);
}

async function givePassword(page: Page, password: string): Promise<void> {
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Continue' }).click();
}

const newUser = () => stage.clerk.addUser({ firstName: 'Ada', lastName: 'Lovelace', password: PASSWORD });

/** The token the browser holds just now. */
const tokenOf = async (page: Page) =>
	(await page.context().cookies()).find(({ name }) => name === '__session')?.value ?? '';

test('from two sign-ups at Clerk to a conversation, with nothing but an invite', async ({ open }) => {
	const toSignUp = (page: Page) => page.getByRole('link', { name: 'Sign up' }).click();
	await fromSignUpToConversation(open, { toSignUp, signUp, wishes: wishes() });
});

test('P4: signing in leads to where somebody was going; signing out ends it here and at Clerk', async ({ open }) => {
	const user = newUser();
	// The last page's socket may still be opening while its login ends.
	const page = await open(null, { ...wishes(), expected: /status of 422|WebSocket connection/ });
	await page.goto('/settings/voice');
	await heading(page, 'Good to see you').waitFor();
	await page.getByLabel('Email address').fill(user.email);
	await page.getByRole('button', { name: 'Continue' }).click();
	await heading(page, 'Enter your password').waitFor();
	await givePassword(page, 'not the password');
	await page.getByText('Password is incorrect').waitFor();
	await givePassword(page, PASSWORD);
	await page.waitForURL('**/settings/voice');
	await page.goto('/settings');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await heading(page, 'Good to see you').waitFor();
	await page.getByLabel('Email address').waitFor();
	const sessions = [...stage.clerk.sessions.values()].filter(({ userId }) => userId === user.id);
	expect(sessions.map(({ status }) => status)).toEqual(['revoked']);
	await page.goto('/settings');
	await page.waitForURL('**/sign-in?next=%2Fsettings');
});

test('a page that stays open gets a fresh token before the old one runs out', async ({ open }) => {
	stage.clerk.tokenLife = 20;
	const user = newUser();
	const page = await open(null, wishes());
	await page.goto('/settings');
	await signIn(page, user.email);
	await page.waitForURL('**/settings');
	const first = await tokenOf(page);
	await expect.poll(() => tokenOf(page), { timeout: 25_000, interval: 100 }).not.toBe(first);
});

test('somebody who comes back later is led by Clerk and back, and is still signed in', async ({ open }) => {
	const user = newUser();
	const page = await open(null, wishes());
	await page.goto('/settings');
	await signIn(page, user.email);
	await page.waitForURL('**/settings');
	await page.goto('about:blank');
	const [session] = [...stage.clerk.sessions.values()].filter(({ userId }) => userId === user.id);
	const long = Math.floor(Date.now() / 1000) - 3600;
	const old = stage.clerk.token(session!, { iat: long, nbf: long, exp: long + 60 });
	const cookies = (await page.context().cookies()).filter(({ name }) => name.startsWith('__session'));
	await page.context().addCookies(cookies.map((cookie) => ({ ...cookie, value: old })));
	await page.goto('/settings');
	expect(new URL(page.url()).pathname).toBe('/settings');
	await page.getByText('Ada Lovelace').first().waitFor();
});

test('a session that ended here and not at Clerk is ended there too, instead of leading in circles', async ({
	open
}) => {
	const user = newUser();
	const page = await open(null, { ...wishes(), expected: /WebSocket connection/ });
	await page.goto('/settings');
	await signIn(page, user.email);
	await page.waitForURL('**/settings');
	const [session] = [...stage.clerk.sessions.values()].filter(({ userId }) => userId === user.id);
	await stage.database.query('insert into ended_logins values (?, utc_timestamp(3))', [session!.id]);
	await page.goto('/settings');
	await page.getByLabel('Email address').waitFor();
	await eventually(() => session!.status).toBe('removed');
	await signIn(page, user.email);
	await page.waitForURL('**/settings');
});

test('both pages are in our look and for everybody; while Clerk is away they say so', async ({ open }) => {
	const page = await open(null, { ...wishes(), expected: /status of 503|Failed to load Clerk/ });
	for (const [path, title] of [
		['/sign-in', 'Good to see you'],
		['/sign-up', 'Come on in']
	] as const) {
		await page.goto(path);
		await page.getByLabel('Email address').waitFor();
		expect(await heading(page, title).count(), 'one heading').toBe(1);
		await isForEverybody(page, fourLooks);
		const family = (locator: ReturnType<typeof heading>) => locator.evaluate((one) => getComputedStyle(one).fontFamily);
		expect(await family(heading(page, title))).toContain('Schibsted');
	}
	stage.clerk.mood = 'refuses';
	await page.goto('/sign-in');
	await page.getByRole('alert').filter({ hasText: 'does not answer just now' }).waitFor();
});

test('without JavaScript the page says that signing in needs it', async ({ open }) => {
	const page = await open(null, { ...wishes(), javaScriptEnabled: false });
	await page.goto('/sign-in');
	const words = page.locator('noscript');
	await words.waitFor();
	expect(await words.innerText()).toContain('Signing in here needs JavaScript');
	expect(await page.getByText('One moment').isVisible()).toBe(false);
});
