import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, type Person, type Place } from '../person';
import { ask } from './database';
import { bodyOf, doors, from, URLENCODED, withCategory } from './doors';
import { pathOf } from './matrix/ask';
import { rows } from './matrix/rows';
import { World } from './matrix/world';
import { wordsOf, messageIn, textOf } from './page';
import { expectSense, inTurns } from './sense';
import { elsewhere, send } from './wire';

/** What ends a text of SQL, begins a comment, asks for more, or waits, if it is ever read as SQL. */
const mutations = [
	...["'", '"', '`', '\\', "' -- ", "'#", '/*', '\0', "') or ('1'='1", '1 or 1=1', "'; delete from messages; -- "],
	...["'+sleep(30)+'", ' union select token from auth_session', 'ʼ＇é\u{1F600}', "'".repeat(5000)]
];
/** A statement that waits would take thirty seconds; everything else is answered sooner even by a busy machine. */
const WAITING = 20_000;

let ada: Person;
let place: Place;
let world: World;
let before: string;
/** What tables there are, their columns and the rows of people who have nothing to do with this. */
async function everything(): Promise<string> {
	const columns = await ask(
		`select table_name as t, column_name as c, column_type as y from information_schema.columns
			where table_schema = database() order by 1, 2`
	);
	return JSON.stringify(columns) + (await world.traces());
}

beforeAll(async () => {
	[ada, world] = await Promise.all([newPerson('Ada'), World.make()]);
	place = await withCategory(await newServer(ada));
	await say(ada, place, 'First light.');
	before = await everything();
});
afterAll(() => world?.end());

async function expectNoSql(what: string, asked: () => ReturnType<typeof send>): Promise<void> {
	const began = performance.now();
	const answer = await asked();
	// Scripts are told in the body how it went.
	const told = /^{"type":"\w+","status":(\d+)/.exec(answer.body);
	expectSense(what, told ? { ...answer, status: Number(told[1]) } : answer);
	expect([what, performance.now() - began < WAITING]).toEqual([what, true]);
}

/** Signing out would end the session that the others need; of those made of ids and codes some would end our server. */
const forms = doors.filter(({ name }) => !name.startsWith('/sign-out'));

describe('T28: words that could be SQL are words', { timeout: 120_000 }, () => {
	test.each(forms)('in the fields of $name', async (door) => {
		place = await withCategory(await newServer(ada));
		await say(ada, place, 'First light.');
		const tries = Object.entries(door.fields(place)).flatMap(([name, value]) => [
			...mutations.map((mutation) => [name, value + mutation] as const),
			...mutations.slice(0, 4).map((mutation) => [name, mutation] as const)
		]);
		// Those who sign in are slowed down on purpose: there each field has every third of them.
		const some = door.isForStrangers ? tries.filter((_, index) => index % 3 === 0) : tries;
		await inTurns(some, ([name, value]) =>
			expectNoSql(`${door.name}: ${name}=${value.slice(0, 60)}`, () =>
				send(door.path(place), {
					method: 'POST',
					body: bodyOf({ ...door.fields(place), [name]: value }),
					headers: {
						...{ origin: ada.base, accept: 'application/json', 'x-sveltekit-action': 'true' },
						...{ 'content-type': URLENCODED, ...(!door.isForStrangers && { cookie: ada.cookie }) }
					},
					from: from(door)
				})
			)
		);
		expect(await everything()).toBe(before);
	});

	const asked = [
		'q',
		'older',
		'page',
		'before',
		'after',
		'around',
		'edit',
		'rev',
		'limit',
		'action',
		'category',
		'code',
		'to',
		'show',
		'next',
		'invite',
		'signature'
	];
	const reading = rows.filter(({ fields, ask: what, who }) => !fields && !who.owner && !what.includes('sign-out'));
	test('in what comes behind an address', async () => {
		const names = Object.values(
			import.meta.glob<string>('/src/**/*.{ts,svelte}', { query: '?raw', import: 'default', eager: true })
		).flatMap((text) => [...text.matchAll(/searchParams\.get\('(\w+)'\)/g)].map(([, name]) => name!));
		expect(asked).toEqual(expect.arrayContaining(names));
		const headers = { accept: 'text/html', cookie: world.visitors.owner.cookie };
		const some = mutations.filter((one, index) => one.length < 1000 && index % 2 === 0);
		// One after the other: nobody may search for many things at once.
		for (const row of reading)
			for (const mutation of some) {
				const path = pathOf(row, { ...world.home, ...row.at?.(world.home, 'owner', world) });
				const query = new URLSearchParams(asked.map((name) => [name, name === 'q' ? mutation : `1${mutation}`]));
				await expectNoSql(`${path} ${mutation}`, () =>
					send(path + (path.includes('?') ? '&' : '?') + query, { headers, from: elsewhere() })
				);
			}
		expect(await everything()).toBe(before);
	});

	test('in the parts of an address', async () => {
		const headers = { accept: 'text/html', cookie: world.visitors.owner.cookie };
		const tries = reading.flatMap((row) =>
			[...row.ask.matchAll(/\[(\w+)/g)].flatMap(([, name]) =>
				["'--", '\\', '%00', ' or 1=1'].map((mutation) => {
					const value = encodeURIComponent((world.home as Record<string, string>)[name!]! + mutation);
					return pathOf(row, { ...world.home, ...row.at?.(world.home, 'owner', world), [name!]: value });
				})
			)
		);
		await inTurns([...new Set(tries)], (path) => expectNoSql(path, () => send(path, { headers, from: elsewhere() })));
		expect(await everything()).toBe(before);
	});
});

test('T28: words that were taken are words wherever they are used again', async () => {
	const name = `O'" \\ ; drop table users; -- %_`;
	const mallory = await newPerson(name);
	const own = await newServer(mallory, name);
	await join(mallory, place);
	const seq = await say(mallory, own, name);
	for (const path of [
		own.channel,
		`${own.path}/members`,
		`${own.path}/audit`,
		own.invite,
		`${own.path}/settings`,
		'/servers'
	]) {
		const page = await mallory.open(path);
		expect([path, page.status]).toEqual([path, 200]);
		expect(textOf(await page.text()), path).toContain(name);
	}
	const members = async (q: string) =>
		textOf(await (await mallory.open(`${place.path}/members?${new URLSearchParams({ q })}`)).text());
	expect(await members(name)).toContain(name);
	const html = await (await mallory.open(own.channel)).text();
	expect(wordsOf(messageIn(html, seq))).toBe(name);
	const renamed = await mallory.submit(`${own.path}/settings?/save`, { name: `${name}'`, description: name });
	expect(renamed.status).toBe(303);
	const ended = await mallory.submit(`${own.path}/settings/delete?/delete`, { name: `${name}'` });
	expect(ended.headers.get('location')).toBe('/');
	expect(await everything()).toBe(before);
});
