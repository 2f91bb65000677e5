import { afterAll, beforeAll, expect, test } from 'vitest';
import { knock } from './knock';
import { raiseStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage({ settings: { SEND_LIMIT: '5' } });
});
afterAll(() => stage?.end());

test('somebody who floods is told to slow down, beside their words; others are not held up', async () => {
	const { place, people } = await stage.place(2);
	const [flood, calm] = people;
	const say = (person = flood!, body = 'Again') => knock(place, `${place.path}?/send`, person, { body });
	const answers = await Promise.all(Array.from({ length: 8 }, () => say()));
	const kinds = answers.map(({ text }) => (JSON.parse(text) as { type: string; status: number }).type);
	expect(kinds.sort()).toEqual([...Array<string>(3).fill('failure'), ...Array<string>(5).fill('success')]);

	const page = await fetch(`${place.base}${place.path}?/send`, {
		method: 'POST',
		body: new URLSearchParams({ body: 'One more' }),
		headers: { cookie: flood!.cookie, origin: place.base, accept: 'text/html' }
	});
	expect(page.status).toBe(429);
	const html = await page.text();
	expect(html).toMatch(/Slow down a little: you can post again in \d+ seconds?\./);
	expect(html).toContain('One more</textarea>');
	expect(JSON.parse((await say(calm!, 'Not hurt')).text)).toMatchObject({ type: 'success' });
	expect((await stage.log(place)).rows.map(({ body }) => body)).toEqual([
		...Array<string>(5).fill('Again'),
		'Not hurt'
	]);
});
