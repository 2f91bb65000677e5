import type { Page } from 'playwright-core';
import { join, newPerson, newServer, unique, type Person } from '../person';

export const composer = (page: Page) => page.getByRole('textbox', { name: /^Message #/ });
export const log = (page: Page) => page.getByRole('log');
/** Every line of the log, sent or on its way. */
export const lines = (page: Page) => log(page).getByRole('article');
export const line = (page: Page, text: string | RegExp) => lines(page).filter({ hasText: text });
export const band = (page: Page) => page.getByRole('status').filter({ hasText: 'showing updates every second' });

/** `text` is part of the history, and not on its way any more. */
export const isSent = (page: Page, text: string) => line(page, text).and(page.locator('[id^=m-]')).waitFor();

/** What the log says, line by line. */
export const words = (page: Page) => log(page).locator('article .body').allInnerTexts();

/** Types something and sends it by Enter. */
export async function write(page: Page, text: string): Promise<void> {
	await composer(page).fill(text);
	await composer(page).press('Enter');
}

let people: Promise<Person[]> | undefined;

/** Ada has a server of her own, another one for each test, and Grace is in it. */
export async function twoPeople() {
	people ??= Promise.all(['Ada Lovelace', 'Grace Hopper'].map(newPerson));
	const [ada, grace] = (await people) as [Person, Person];
	const place = await newServer(ada, unique('Observatory '));
	await join(grace, place);
	return { ada, grace, place };
}

/** Looks at every frame from now on; answers how often `text` was seen at the same time at most. */
export async function watchForDoubles(page: Page, text: string): Promise<() => Promise<number>> {
	await page.evaluate((text) => {
		const look = () => {
			const bodies = [...document.querySelectorAll('article .body')];
			const seen = bodies.filter((body) => body.textContent?.includes(text)).length;
			const most = Number(document.body.dataset.most ?? 0);
			if (seen > most) document.body.dataset.most = String(seen);
			requestAnimationFrame(look);
		};
		delete document.body.dataset.most;
		look();
	}, text);
	return () => page.evaluate(() => Number(document.body.dataset.most ?? 0));
}
