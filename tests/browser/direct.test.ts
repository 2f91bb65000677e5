import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { isForEverybody } from './axe';
import { eventually, remember, test, visit } from './browser';
import { isSent, line, log, twoPeople, words } from './channel';
import type { Person } from '../person';

const box = (page: Page) => page.getByRole('textbox', { name: /^(Message |Write a note)/ });
const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });
const entry = (page: Page, name = /^Messages/) =>
	page.getByRole('navigation', { name: 'Servers' }).getByRole('link', { name });
const isFocused = (page: Page) => box(page).evaluate((field) => field === document.activeElement);

async function say(page: Page, text: string): Promise<void> {
	await box(page).fill(text);
	await box(page).press('Enter');
}

/** The address of the conversation with somebody, by their card. */
async function addressOf(whom: string, who: Person): Promise<string> {
	const found = await (await who.open(`/direct/people?q=${encodeURIComponent(whom)}`)).text();
	return /href="(\/direct\/\d+)"[^>]*>(?:(?!<\/a>).)*@/s.exec(found)![1]!;
}

test('P12 P29: two people talk, from a profile card to a badge and an answer, live and without a reload', async ({
	open
}) => {
	const { ada, grace, place } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await Promise.all([visit(hers, place.channel), visit(theirs, place.channel)]);
	const areTheSame = await Promise.all([hers, theirs].map(remember));

	await hers.getByRole('complementary', { name: 'Members' }).getByText('Grace Hopper').click();
	await hers.getByRole('dialog').getByRole('link', { name: 'Message' }).click();
	await hers.getByText('This is the beginning of your conversation').waitFor();
	await say(hers, 'Nanoseconds?');
	// The first message has made a conversation; what is typed meanwhile is not lost.
	await hers.keyboard.type('I have a wire');
	await isSent(hers, 'Nanoseconds?');
	await eventually(() => box(hers).inputValue()).toBe('I have a wire');
	expect(await isFocused(hers), 'one goes on writing').toBe(true);

	await entry(theirs, /^Messages, 1 unread$/).click();
	const row = list(theirs).getByRole('link', { name: /Ada Lovelace/ });
	await row.getByText('Nanoseconds?').waitFor();
	await row.getByText('1 unread').waitFor();
	await box(hers).press('Enter');
	await row.getByText('I have a wire').waitFor();
	await row.getByText('2 unread').waitFor();
	await row.click();
	await line(theirs, 'I have a wire').waitFor();
	await entry(theirs, /^Messages$/).waitFor();

	await box(theirs).pressSequentially('Yes');
	await hers.getByText(/Grace Hopper is typing/).waitFor();
	await box(theirs).press('Enter');
	await line(hers, 'Yes').waitFor();
	for (const page of [hers, theirs]) expect(await words(page)).toEqual(['Nanoseconds?', 'I have a wire', 'Yes']);
	await list(hers).getByText('Yes').waitFor();
	expect(await entry(hers, /^Messages$/).getAttribute('aria-current')).toBe('true');
	for (const isTheSame of areTheSame) expect(await isTheSame()).toBe(true);
	await isForEverybody(hers);
});

test('whoever looks on while the other one begins goes on with what they are writing', async ({ open }) => {
	const { ada, grace, place } = await twoPeople();
	const [forAda, forGrace] = [await addressOf('Grace', ada), await addressOf('Ada', grace)];
	// Others of these tests have talked before: somebody new has not.
	const { newPerson, join } = await import('../person');
	const linus = await newPerson('Linus Fresh');
	await join(linus, place);
	const his = await open(linus);
	const hers = await open(ada);
	await visit(his, forGrace);
	await visit(hers, await addressOf('Linus', ada));
	await his.getByText('This is the beginning').waitFor();
	await box(his).pressSequentially('Wait, I was');
	await say(hers, 'Hello?');
	await line(his, 'Hello?').waitFor();
	expect(await box(his).inputValue()).toBe('Wait, I was');
	expect(await isFocused(his)).toBe(true);
	expect(forAda).not.toBe(forGrace);
});

test('a block takes the composer away from both at once, and gives it back', async ({ open }) => {
	const { ada, grace } = await twoPeople();
	const [hers, theirs] = [await open(ada), await open(grace)];
	await visit(hers, await addressOf('Grace', ada));
	await say(hers, 'Before');
	await isSent(hers, 'Before');
	await visit(theirs, await addressOf('Ada', grace));
	await line(theirs, 'Before').first().waitFor();

	await hers.getByLabel('More about Grace Hopper').click();
	await hers.getByRole('link', { name: 'Block' }).click();
	await isForEverybody(hers, undefined, '[role=dialog]');
	await hers.setViewportSize({ width: 1440, height: 900 });
	await hers.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
	await hers.getByText('You blocked Grace Hopper.').waitFor();
	await theirs.getByText('You can’t write to this person.').waitFor();
	for (const page of [hers, theirs]) expect(await box(page).count()).toBe(0);
	await line(theirs, 'Before').first().waitFor();

	await hers.getByRole('main').getByRole('link', { name: 'Unblock' }).click();
	await hers.getByRole('button', { name: 'Unblock' }).click();
	for (const page of [hers, theirs]) await box(page).waitFor();
	await say(theirs, 'After');
	await line(hers, 'After').waitFor();
});

test('somebody is found by the first letters of their name, and notes are to oneself', async ({ open }) => {
	const { ada } = await twoPeople();
	const hers = await open(ada);
	await visit(hers, '/direct');
	await hers.getByRole('complementary', { name: 'Conversations' }).getByRole('link', { name: 'New message' }).click();
	const dialog = hers.getByRole('dialog', { name: 'New message' });
	await dialog.getByLabel('Name or handle').pressSequentially('gra');
	await dialog.getByRole('link', { name: /Grace Hopper/ }).waitFor();
	await isForEverybody(hers, undefined, '[role=dialog]');
	await hers.setViewportSize({ width: 1440, height: 900 });
	await dialog.getByLabel('Name or handle').fill('');
	await dialog.getByRole('link', { name: 'Notes to self' }).click();
	await hers.getByRole('heading', { name: 'Notes to self', level: 1 }).waitFor();
	await say(hers, 'Remember the moth');
	await isSent(hers, 'Remember the moth');
	await list(hers)
		.getByRole('link', { name: /Notes to self.*Remember the moth/ })
		.waitFor();
});

test('on a phone the list is a page with tabs, and a conversation fills the screen', async ({ open }) => {
	const { ada, grace } = await twoPeople();
	const forAda = await addressOf('Grace', ada);
	await ada.submit(`${forAda}?/send`, { body: 'From elsewhere' });
	const phone = await open(grace, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
	await visit(phone, '/');
	await phone.getByRole('link', { name: 'Back to channels' }).tap();
	await phone
		.getByRole('navigation', { name: 'Main' })
		.getByRole('link', { name: /^Messages, \d+ unread$/ })
		.tap();
	const isRead = phone.waitForResponse(/\?\/read$/);
	await list(phone)
		.getByRole('link', { name: /Ada Lovelace.*From elsewhere/ })
		.tap();
	await line(phone, 'From elsewhere').last().waitFor();
	expect(await phone.getByRole('navigation', { name: 'Main' }).isVisible()).toBe(false);
	expect(await list(phone).isVisible()).toBe(false);
	await isRead;
	await phone.getByRole('link', { name: 'Back to conversations' }).tap();
	await list(phone).waitFor();
	await phone.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Messages', exact: true }).waitFor();
});

test('without scripts two people begin to talk, and one ends it', async ({ open }) => {
	const { newPerson, join } = await import('../person');
	const { ada, place } = await twoPeople();
	const joan = await newPerson('Joan Clarke');
	await join(joan, place);
	const hers = await open(joan, { javaScriptEnabled: false });
	await hers.goto('/direct/people');
	await hers.getByLabel('Name or handle').fill('ada');
	await hers.getByRole('button', { name: 'Search' }).click();
	await hers.getByRole('link', { name: /Ada Lovelace/ }).click();
	await hers.getByText('This is the beginning').waitFor();
	await box(hers).fill('A crib for you');
	await hers.getByRole('button', { name: 'Send' }).click();
	await line(hers, 'A crib for you').waitFor();
	expect(await list(hers).getByRole('link').count()).toBe(1);
	await box(hers).fill('And another');
	await hers.getByRole('button', { name: 'Send' }).click();
	await eventually(() => words(hers)).toEqual(['A crib for you', 'And another']);
	expect(await (await ada.open('/direct')).text()).toContain('And another');

	await hers.getByRole('heading', { level: 1 }).getByRole('link', { name: 'Ada Lovelace' }).click();
	await hers.getByRole('link', { name: 'Block' }).click();
	await hers.getByRole('button', { name: 'Block' }).click();
	await hers.getByText('You blocked Ada Lovelace.').waitFor();
	expect(await log(hers).getByText('And another').count()).toBe(1);
	expect(await box(hers).count()).toBe(0);
});
