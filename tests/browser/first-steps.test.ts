import { expect } from 'vitest';
import { join, newPerson, newServer, unique } from '../person';
import { isForEverybody } from './axe';
import { eventually, test, visit } from './browser';
import { composer, isSent } from './channel';

test('an empty server shows its owner what to do, and what is done already', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const place = await newServer(ada, unique('Observatory '));
	const hers = await open(ada);
	await visit(hers, place.channel);
	const steps = hers.getByRole('region', { name: 'First steps' });
	await steps.getByText('0 of 4').waitFor();
	await isForEverybody(hers);
	await hers.setViewportSize({ width: 1440, height: 900 });
	await steps.getByRole('link', { name: 'Invite: Invite people' }).click();
	await hers.getByRole('dialog', { name: 'Invite people' }).waitFor();
	await hers.keyboard.press('Escape');

	const grace = await newPerson('Grace Hopper');
	await join(grace, place);
	await steps.getByText('1 of 4').waitFor();
	expect(await steps.getByRole('listitem').filter({ hasText: 'Invite people' }).innerText()).toContain('Done');
	const theirs = await open(grace);
	await visit(theirs, place.channel);
	await theirs.getByText('It’s quiet here, for now').waitFor();

	await steps.getByRole('link', { name: 'Write: Say hello' }).click();
	await eventually(() => composer(hers).evaluate((field) => field === document.activeElement)).toBe(true);
	await hers.keyboard.type('Hello');
	await hers.keyboard.press('Enter');
	await isSent(hers, 'Hello');
	await steps.waitFor({ state: 'detached' });
});

test('first steps can be skipped, without scripts too, and only for that server', async ({ open }) => {
	const ada = await newPerson('Ada Lovelace');
	const [place, other] = [await newServer(ada), await newServer(ada)];
	const hers = await open(ada, { javaScriptEnabled: false });
	await hers.goto(place.channel);
	const steps = hers.getByRole('region', { name: 'First steps' });
	expect(await steps.getByRole('listitem').allInnerTexts()).toHaveLength(4);
	await steps.getByRole('link', { name: 'Create: Make a channel' }).click();
	await hers.waitForURL(`**${place.path}/channels/new`);
	await hers.goto(place.channel);
	await steps.getByRole('button', { name: 'Skip, I’ll find my way' }).click();
	await hers.waitForURL(`**${place.channel}`);
	await hers.getByText('It’s quiet here, for now').waitFor();
	await hers.goto(other.channel);
	await steps.waitFor();
});
