import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { newPerson, join, newServer, unique, type Person } from '../person';
import { isForEverybody } from './axe';
import { eventually, test, visit, type Open } from './browser';
import { button, hearsAndSees, stage, tile, watchConnections } from './calling';
import { line } from './channel';

/** Two people who have written to each other, each in a window of their own. */
async function conversation(open: Open) {
	const [ada, grace] = (await Promise.all(['Ada Lovelace', 'Grace Hopper'].map(newPerson))) as [Person, Person];
	const place = await newServer(ada, unique('Observatory '));
	await join(grace, place);
	const members = await (await ada.open(`${place.path}/members`)).text();
	const graceId = /members\/(\d+)\/kick/.exec(members)![1]!;
	await ada.submit(`/direct/${graceId}?/send`, { body: 'Are you there?', nonce: crypto.randomUUID() });
	const pages = [await open(ada), await open(grace)] as [Page, Page];
	await Promise.all(pages.map(watchConnections));
	return { ada, grace, place, graceId, hers: pages[0], theirs: pages[1] };
}

const incoming = (page: Page) => page.getByRole('alertdialog', { name: 'Ada Lovelace' });

test('a call rings wherever the other one is; answered, the two talk, and when one leaves it is over', async ({
	open
}) => {
	const { hers, theirs, place, graceId } = await conversation(open);
	await visit(theirs, place.channel);
	await visit(hers, `/direct/${graceId}`);
	await button(hers, 'Call Grace Hopper').click();
	await stage(hers).getByText('Calling Grace Hopper…').waitFor();
	await incoming(theirs).getByText('Incoming voice call').waitFor();
	const answer = incoming(theirs).getByRole('button', { name: 'Answer' });
	expect(await answer.evaluate((one) => one === document.activeElement), 'the focus is on Answer').toBe(true);
	await isForEverybody(theirs, undefined, '.incoming');

	await theirs.keyboard.press('Enter');
	await theirs.waitForURL(/\/direct\/\d+$/);
	await Promise.all([hearsAndSees(hers, 1, false), hearsAndSees(theirs, 1, false)]);
	await stage(hers).getByText('Calling Grace Hopper…').waitFor({ state: 'detached' });
	await button(theirs, 'Camera').click();
	await tile(hers, /^Grace Hopper/)
		.locator('video')
		.waitFor();
	await hearsAndSees(hers, 1);

	await button(theirs, 'Leave').click();
	await hers.getByText('Grace Hopper left, so the call is over.').waitFor();
	for (const page of [hers, theirs]) {
		// Somebody was seen.
		await line(page, 'Video call, less than a minute').waitFor();
		await eventually(() => stage(page).count()).toBe(0);
	}
});

test('a video call that is declined says so to the caller, and leaves a line', async ({ open }) => {
	const { hers, theirs, place, graceId } = await conversation(open);
	await visit(theirs, place.channel);
	await visit(hers, `/direct/${graceId}`);
	await button(hers, 'Video call Grace Hopper').click();
	await incoming(theirs).getByText('Incoming video call').waitFor();
	await incoming(theirs).getByRole('button', { name: 'Decline' }).click();
	await incoming(theirs).waitFor({ state: 'detached' });
	await hers.getByText('Grace Hopper declined the call.').waitFor();
	await line(hers, 'Video call, declined').waitFor();
	await button(hers, 'Call Grace Hopper').waitFor();
	expect(await hers.locator('video, audio').count(), 'nothing is open any more').toBe(0);
});

test('a call nobody came to is a missed one for the other, and all their windows stop ringing', async ({ open }) => {
	const { grace, hers, theirs, place, graceId } = await conversation(open);
	const second = await open(grace);
	await Promise.all([visit(theirs, place.channel), visit(second, place.channel)]);
	await visit(hers, `/direct/${graceId}`);
	await button(hers, 'Call Grace Hopper').click();
	await Promise.all([incoming(theirs).waitFor(), incoming(second).waitFor()]);
	await button(hers, 'Leave').click();
	for (const page of [theirs, second]) await incoming(page).waitFor({ state: 'detached' });
	await theirs
		.getByRole('link', { name: /direct messages|Messages/i })
		.first()
		.click();
	await theirs.getByRole('link', { name: /Ada Lovelace/ }).click();
	await line(theirs, 'Missed voice call').waitFor();
	await line(hers, 'Voice call, not answered').waitFor();
	// It cannot be edited, answered or copied: there are no words in it.
	await line(hers, 'Voice call, not answered').hover();
	await eventually(() => line(hers, 'Voice call, not answered').getByLabel('More').count()).toBe(0);
});
