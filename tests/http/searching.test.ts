import { beforeAll, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { ask } from './database';
import { formsIn, textOf } from './page';

let ada: Person, grace: Person, mallory: Person;
let place: Place;
const canary = unique('canary');

const at = (path: string, words: string) => `${path}?${new URLSearchParams({ q: words })}`;
const results = (html: string) =>
	[...html.matchAll(/<a href="(\/servers\/\d+\/channels\/\d+\?around=\d+#m-\d+)"/g)].map(([, to]) => to!);
const found = async (who: Person, words: string, path = '/search') => {
	const page = await who.open(at(path, words));
	expect(page.status).toBe(200);
	return results(await page.text());
};

beforeAll(async () => {
	[ada, grace, mallory] = (await Promise.all(['Ada', 'Grace', 'Mallory'].map(newPerson))) as [Person, Person, Person];
	place = await newServer(ada);
	await join(grace, place);
	await say(ada, place, `The first ${canary} of all`);
	await say(grace, place, `Another <b>${canary}</b>, see https://example.org`);
});

test('the page is a form; its results say who and where, mark the words and lead to the message', async () => {
	const empty = await (await grace.open(`${place.path}/search`)).text();
	expect(textOf(empty)).toContain('from:@handle');
	const form = formsIn(empty).find(({ fields }) => fields.has('q'))!;
	expect(form.action).toBe(`${place.path}/search`);

	const page = await (await grace.open(at(form.action, canary.toUpperCase()))).text();
	expect(results(page)).toEqual([2, 1].map((seq) => `${place.channel}?around=${seq}#m-${seq}`));
	expect(page).toContain(`<mark`);
	expect(page).toMatch(new RegExp(`The first (?:<!--.*?-->)*<mark[^>]*>${canary}</mark>(?:<!--.*?-->)* of all`));
	expect(page).not.toContain(`<b>${canary}`);
	expect(textOf(page)).toContain('2 results');
	const jumped = await (await grace.open(results(page)[1]!)).text();
	expect(jumped).toContain('id="m-1"');
});

test('filters work from the address, and what is none is said', async () => {
	expect(await found(grace, `${canary} has:link`)).toEqual([`${place.channel}?around=2#m-2`]);
	expect(await found(grace, `${canary} in:#general`, `${place.path}/search`)).toHaveLength(2);
	expect(await found(grace, `${canary} in:elsewhere`)).toEqual([]);
	expect(await found(grace, `${canary} before:2020-01-01`)).toEqual([]);
	expect(await found(grace, `${canary} after:2020-01-01`)).toHaveLength(2);
	const [{ handle } = { handle: '' }] = await ask<{ handle: string }>(
		'select handle from users join messages on author_id = users.id where channel_id = ? and seq = 1',
		place.channelId
	);
	expect(await found(grace, `${canary} from:@${handle}`)).toEqual([`${place.channel}?around=1#m-1`]);
	const wrong = await (await grace.open(at('/search', `${canary} before:soon`))).text();
	expect(textOf(wrong)).toContain('“before:soon” needs a day');
	expect(textOf(await (await grace.open(at('/search', 'a%b_c nowhere'))).text())).toContain(
		'No results for “a%b_c nowhere”'
	);
});

test('strangers and those who were removed find nothing, and a hidden server’s page is not there', async () => {
	expect(await found(mallory, canary)).toEqual([]);
	expect((await mallory.request(at(`${place.path}/search`, canary))).status).toBe(404);
	const page = await mallory.json<unknown>(`/search/__data.json?q=${canary}`);
	expect(JSON.stringify(page.body)).not.toContain('The first');

	await join(mallory, place);
	expect(await found(mallory, canary)).toHaveLength(2);
	const [member] = await ask<{ user_id: string }>(
		'select user_id from members where community_id = ? order by joined_at desc limit 1',
		place.id
	);
	const kicked = await ada.submit(`${place.path}/members/${member!.user_id}/kick?/kick`, {});
	expect(kicked.status).toBe(303);
	expect(await found(mallory, canary)).toEqual([]);
});

test('deleted and edited words vanish at once', async () => {
	const word = unique('vanishing');
	const seq = await say(grace, place, `a ${word}`);
	const other = await say(grace, place, `b ${word}`);
	expect(await found(grace, word)).toHaveLength(2);
	await grace.submit(`${place.channel}?/remove`, { seq: String(seq) });
	expect(await found(ada, word)).toEqual([`${place.channel}?around=${other}#m-${other}`]);
	await grace.submit(`${place.channel}?/edit`, { seq: String(other), body: `${word}ed` });
	expect(await found(ada, word)).toEqual([]);
	expect(await found(ada, `${word}ed`)).toHaveLength(1);
});

test('older results have an address', async () => {
	const word = unique('often');
	for (let line = 0; line < 30; line++) await say(grace, place, `${word} ${line}`);
	const first = await (await grace.open(at('/search', word))).text();
	expect(results(first)).toHaveLength(25);
	const [, older = ''] = /href="(\/search\?q=[^"]*older=[^"]*)"/.exec(first) ?? [];
	const second = await (await grace.open(older.replaceAll('&amp;', '&'))).text();
	expect(results(second)).toHaveLength(5);
	expect(new Set([...results(first), ...results(second)]).size).toBe(30);
});

test.each([
	'x',
	'1-2',
	'-1-1-1',
	'99999999999999999999-1-1',
	'1-1-1e9',
	"1-1-1'--",
	'0-0-0',
	'999999999999999-99999999999999999999-9999999999'
])('a page that begins at “%s” is an ordinary page', async (older) => {
	const page = await grace.open(`/search?${new URLSearchParams({ q: canary, older })}`);
	expect(page.status).toBe(200);
});

test('a crowd of searches of one person is turned away, and that of another is answered', async () => {
	const statuses = await Promise.all(
		Array.from({ length: 200 }, async () => (await mallory.request(at('/search', 'has:link'))).status)
	);
	expect(new Set(statuses)).toContain(429);
	// So many pages at once may also meet the end of the database's queue, whatever they are of.
	expect([200, 429, 503]).toEqual(expect.arrayContaining([...new Set(statuses)]));
	expect(await found(grace, canary)).toHaveLength(2);
});
