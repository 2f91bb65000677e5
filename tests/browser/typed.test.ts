import { expect } from 'vitest';
import { newPerson, newServer } from '../person';
import { isForEverybody } from './axe';
import { test } from './browser';

/** A browser without a network says so in its log. */
const expected = /ERR_INTERNET_DISCONNECTED|WebSocket connection|Failed to fetch|Failed to load resource/;
const trouble = 'No connection just now. Please try again.';

test('P39: a form that gets no answer says so, and keeps what was typed', async ({ open }) => {
	const hers = await open(null, { expected });
	await hers.goto('/sign-up');
	await hers.waitForLoadState('networkidle');
	await hers.getByLabel('Display name').fill('Ada Lovelace');
	await hers.getByLabel('Email').fill('ada@example.org');
	await hers.getByLabel('Password', { exact: true }).fill('correct horse battery');
	await hers.context().setOffline(true);
	await hers.getByRole('button', { name: 'Create account' }).click();
	await hers.getByText(trouble).waitFor();
	expect(await hers.getByLabel('Display name').inputValue()).toBe('Ada Lovelace');
	expect(await hers.getByLabel('Email').inputValue()).toBe('ada@example.org');
});

test('P39: the settings of a server keep a long description through an outage', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const place = await newServer(ada);
	const hers = await open(ada, { expected });
	await hers.goto(`${place.path}/settings`);
	await hers.locator('html[data-alive]').waitFor({ state: 'attached' });
	await hers.getByLabel(/^Description/).fill('We look up.');
	await hers.context().setOffline(true);
	await hers.getByRole('button', { name: /^Save/ }).click();
	await hers.getByText(trouble).waitFor();
	expect(await hers.getByLabel(/^Description/).inputValue()).toBe('We look up.');
	await hers.context().setOffline(false);
	await hers.getByRole('button', { name: /^Save/ }).click();
	await hers.getByText('Saved').waitFor();
});

test('P1: the pages for a forgotten password are for everybody', async ({ open }) => {
	const hers = await open();
	await hers.goto('/sign-in');
	await hers.getByRole('link', { name: 'Forgot your password?' }).click();
	await hers.getByText('npm run password-link').waitFor();
	await isForEverybody(hers);
	await hers.goto(`/reset-password/${'x'.repeat(24)}`);
	await hers.getByText('This link is used up').waitFor();
	await isForEverybody(hers);
});
