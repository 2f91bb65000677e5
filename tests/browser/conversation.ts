import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { unique } from '../person';
import { isLive, remember, type Open } from './browser';
import { line, words, write } from './channel';

/** What differs with who keeps the accounts: the way from the sign-in page to the sign-up page, and its form. */
type Accounts = {
	toSignUp: (page: Page) => Promise<void>;
	signUp: (page: Page, first: string, last: string) => Promise<void>;
	wishes?: BrowserContextOptions;
};

/** From two sign-ups to a conversation, with nothing but an invite. Leaves both where they talk. */
export async function fromSignUpToConversation(open: Open, { toSignUp, signUp, wishes }: Accounts) {
	const ada = await open(null, { ...wishes, permissions: ['clipboard-read', 'clipboard-write'] });
	const name = unique('Observatory ');
	await ada.goto('/');
	await toSignUp(ada);
	await signUp(ada, 'Ada', 'Lovelace');
	await ada.getByRole('link', { name: 'Create a server' }).click();
	await ada.getByLabel('Name', { exact: true }).fill(name);
	await ada.getByRole('button', { name: 'Create server' }).click();
	await ada.getByText('It’s yours, and it’s empty.').waitFor();
	await isLive(ada);
	const isTheSamePage = await remember(ada);

	await ada.getByRole('complementary', { name: 'Channels' }).getByRole('link', { name: 'Invite people' }).click();
	await ada.getByRole('dialog').getByRole('button', { name: 'Copy' }).click();
	await ada.getByRole('dialog').getByRole('button', { name: 'Copied' }).waitFor();
	const invite = await ada.evaluate(() => navigator.clipboard.readText());
	await ada.getByRole('button', { name: 'Close' }).click();

	const grace = await open(null, wishes);
	await grace.goto(invite);
	await grace.getByRole('heading', { name }).waitFor();
	await grace.getByRole('link', { name: 'Create an account' }).click();
	await signUp(grace, 'Grace', 'Hopper');
	await grace.getByRole('button', { name: `Join ${name}` }).click();
	await isLive(grace);

	const members = ada.getByRole('complementary', { name: 'Members' });
	await members.getByText('Grace Hopper').waitFor();
	expect(await members.getByRole('listitem').count(), 'Ada and Grace, each once').toBe(2);

	await write(ada, 'Mr Watson, come here');
	await line(grace, 'Mr Watson, come here').waitFor();
	await write(grace, 'On my way 🚀');
	await line(ada, 'On my way 🚀').waitFor();
	expect(await words(ada)).toEqual(['Mr Watson, come here', 'On my way 🚀']);
	expect(await isTheSamePage(), 'all of it without a reload').toBe(true);
	return { ada, grace };
}
