import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, unique, type Person, type Place } from '../person';
import { channelTools, expectNoDifference, knock, serverTools, unreal } from './asking';
import { ask, count } from './database';
import { alertsIn, fillIn, formsIn, textOf, titleOf } from './page';

let ada: Person, grace: Person, linus: Person, mallory: Person;
let place: Place, other: Place;

const idOf = async ({ email }: Person) => {
	const [row] = await ask<{ id: string }>(
		`select users.id from users join identities on identities.user_id = users.id
			join auth_user on auth_user.id = identities.provider_id where auth_user.email = ?`,
		email
	);
	return row!.id;
};
const handleOf = async (person: Person) =>
	(await ask<{ handle: string }>('select handle from users where id = ?', await idOf(person)))[0]!.handle;
const location = (response: Response) => response.headers.get('location') ?? '';
const pageOf = async (person: Person, path: string) => (await person.open(path)).text();

beforeAll(async () => {
	[ada, grace, linus, mallory] = (await Promise.all(['Ada', 'Grace', 'Linus', 'Mallory'].map(newPerson))) as [
		Person,
		Person,
		Person,
		Person
	];
	other = await newServer(mallory);
});
beforeEach(async () => {
	place = await newServer(ada);
	await join(grace, place);
	await join(linus, place);
	await ask(
		"update members set role = 'moderator' where community_id = ? and user_id = ?",
		place.id,
		await idOf(grace)
	);
});

/** Makes a channel through the form, as a browser without scripts does; answers its address. */
async function make(person: Person, words: Record<string, string> = {}): Promise<string> {
	const answer = await fillIn(person, `${place.path}/channels/new`, '?/createChannel', {
		name: unique('room'),
		...words
	});
	if (answer.status !== 303) throw new Error(`${answer.status}: ${alertsIn(await answer.text()).join(' ')}`);
	return location(answer);
}
const nameOf = async (path: string) => titleOf(await pageOf(ada, path)).split(',')[0];
/** The names in the list of channels, in order. */
const listed = async (person: Person) => {
	const html = await pageOf(person, `${place.path}/channels`);
	const rows = [...html.matchAll(/(<a class="channel[^>]*href="[^"]*\/channels\/\d+"[^>]*>)([\s\S]*?)<\/a>/g)];
	// As a screen reader says it.
	return rows.map(([, tag, inside]) => /aria-label="([^"]*)"/.exec(tag!)?.[1] ?? textOf(inside!));
};

describe('without scripts', () => {
	test('P9: a moderator makes a channel, finds it in the list, edits it and deletes it', async () => {
		expect(await pageOf(grace, `${place.path}/channels`)).toContain(`href="${place.path}/channels/new"`);
		const path = await make(grace, { name: ' Late  Shift ', topic: 'Who is on tonight?', kind: 'audio' });
		expect(await nameOf(path)).toBe('#late-shift');
		expect(await listed(linus)).toEqual(['general', 'late-shift']);
		expect((await linus.submit(`${path}?/send`, { body: 'Me.' })).status).toBe(303);

		const saved = await fillIn(grace, `${path}/edit`, '?/editChannel', {
			name: 'night',
			topic: 'All of it',
			isReadOnly: 'on'
		});
		expect([saved.status, location(saved)]).toEqual([303, path]);
		const page = await pageOf(linus, path);
		expect(textOf(page)).toContain('All of it');
		expect(textOf(page)).toContain('Only moderators can post here.');

		expect(await pageOf(grace, `${path}/edit`)).toContain(`href="${path}/delete"`);
		const gone = await fillIn(grace, `${path}/delete`, '?/deleteChannel');
		expect([gone.status, location(gone)]).toEqual([303, place.path]);
		expect((await ada.request(path)).status).toBe(404);
		expect(await listed(linus)).toEqual(['general']);
	});

	test('what is wrong stands beside its field, and what was typed stays in it', async () => {
		await make(ada, { name: 'taken' });
		const tries: [Record<string, string>, string][] = [
			[{ name: 'Taken' }, 'That name is taken here. Try another one.'],
			[{ name: '###' }, 'Give the channel a name with a letter or a number in it.'],
			[{ name: 'x'.repeat(61) }, 'Channel names can be up to 60 characters.'],
			[{ name: 'fine', topic: 'x'.repeat(251) }, 'Topics can be up to 250 characters.'],
			[
				{ name: 'fine', isPrivate: 'on', moderators: 'on', handles: '@nobody-at-all' },
				'Nobody here is called @nobody-at-all.'
			]
		];
		for (const [words, problem] of tries) {
			const before = await count('channels where community_id = ?', place.id);
			const refused = await ada.submit(`${place.path}/channels/new?/createChannel`, {
				kind: 'video',
				categoryId: formsIn(await pageOf(ada, `${place.path}/channels/new`))
					.find(({ action }) => action === '?/createChannel')!
					.fields.get('categoryId')!,
				...words
			});
			const html = await refused.text();
			expect([refused.status, alertsIn(html)]).toEqual([400, [problem]]);
			const form = formsIn(html).find(({ action }) => action === '?/createChannel')!;
			for (const [name, value] of Object.entries(words))
				expect([name, form.fields.get(name)]).toEqual([
					name,
					name === 'handles' ? expect.stringContaining('nobody') : value
				]);
			expect(form.fields.get('kind')).toBe('video');
			expect(await count('channels where community_id = ?', place.id)).toBe(before);
		}
	});

	test('a private channel is there for whom it names, until it does not name them any more', async () => {
		const path = await make(grace, {
			name: 'plans',
			isPrivate: 'on',
			moderators: 'on',
			handles: `@${await handleOf(linus)}`
		});
		const see = () => Promise.all([ada, grace, linus].map(async (one) => (await one.request(path)).status));
		expect(await see()).toEqual([200, 200, 200]);
		const edit = formsIn(await pageOf(grace, `${path}/edit`)).find(({ action }) => action === '?/editChannel')!;
		expect(edit.fields.get('people')).toBe(await idOf(linus));
		edit.fields.delete('people');
		expect((await grace.submit(`${path}/edit?/editChannel`, Object.fromEntries(edit.fields))).status).toBe(303);
		expect(await see()).toEqual([200, 200, 404]);
		expect([await listed(linus), await listed(ada)]).toEqual([['general'], ['general', 'plans, private']]);
		edit.fields.delete('moderators');
		const locked = await grace.submit(`${path}/edit?/editChannel`, Object.fromEntries(edit.fields));
		expect([locked.status, alertsIn(await locked.text())]).toEqual([
			400,
			['You could not see this channel yourself. Add moderators, or your own handle.']
		]);
		edit.fields.delete('isPrivate');
		expect((await grace.submit(`${path}/edit?/editChannel`, Object.fromEntries(edit.fields))).status).toBe(303);
		expect(await see()).toEqual([200, 200, 200]);
	});

	test('categories are made, named, ordered and taken away, and channels go up and down and across', async () => {
		const page = `${place.path}/categories`;
		const headings = async () =>
			[...(await pageOf(ada, page)).matchAll(/<h3[^>]*>([\s\S]*?)<\/h3>/g)].map(([, inside]) => textOf(inside!));
		const press = async (label: string) => {
			const html = await pageOf(grace, page);
			const button = [...html.matchAll(/<form\b[^>]*action="([^"]*)"[^>]*>((?:(?!<\/form>)[\s\S])*)<\/form>/g)].find(
				([, , inside]) => inside!.includes(`aria-label="${label}"`)
			);
			if (!button) throw new Error(`There is no “${label}”.`);
			const answer = await grace.submit(button[1]!, Object.fromEntries(formsIn(button[0])[0]!.fields));
			expect([answer.status, location(answer)]).toEqual([303, page]);
		};
		await make(ada, { name: 'second' });
		expect((await fillIn(grace, page, `${page}?/createCategory`, { name: 'Rooms' })).status).toBe(303);
		expect(await headings()).toEqual(['Text', 'Audio', 'Video', 'Rooms']);
		await press('Move category up, Rooms');
		expect(await headings()).toEqual(['Text', 'Audio', 'Rooms', 'Video']);
		await press('Move up, #second');
		expect(await listed(linus)).toEqual(['second', 'general']);
		await press('Move down, #second');
		await press('Move down, #second');
		expect(await pageOf(linus, `${place.path}/channels`)).toMatch(/Audio[\s\S]*second/);

		const [audio] = await ask<{ id: string }>(
			"select id from categories where community_id = ? and name = 'Audio'",
			place.id
		);
		const [rooms] = await ask<{ id: string }>(
			"select id from categories where community_id = ? and name = 'Rooms'",
			place.id
		);
		const renamed = await grace.submit(`${page}?/renameCategory`, { categoryId: audio!.id, name: 'Voices' });
		expect(renamed.status).toBe(303);
		expect((await grace.submit(`${page}?/deleteCategory`, { categoryId: audio!.id, to: rooms!.id })).status).toBe(303);
		expect(await headings()).toEqual(['Text', 'Rooms', 'Video']);
		expect(await pageOf(linus, `${place.path}/channels`)).toMatch(/Rooms[\s\S]*second/);

		const nameless = await grace.submit(`${page}?/renameCategory`, { categoryId: rooms!.id, name: '  ' });
		expect([nameless.status, alertsIn(await nameless.text())]).toEqual([400, ['Give the category a name.']]);
	});

	test('P10: general is renamed like any other, and has no way to hide or delete it', async () => {
		const page = await pageOf(ada, `${place.channel}/edit`);
		expect([page.includes('name="isPrivate"'), page.includes('/delete"')]).toEqual([false, false]);
		expect((await fillIn(ada, `${place.channel}/edit`, '?/editChannel', { name: 'welcome' })).status).toBe(303);
		expect((await ada.request(`${place.channel}/delete`)).status).toBe(403);
		expect((await ada.submit(`${place.channel}/delete?/deleteChannel`, {})).status).toBe(403);
		expect(await nameOf(place.channel)).toBe('#welcome');
	});
});

describe('who may not', () => {
	const everyTool = [...channelTools, ...serverTools];

	test('members are refused, each way, find no control for it, and nothing changes', async () => {
		const spot = { server: place.id, channel: place.channelId };
		const before = [await ask('select * from channels order by id'), await ask('select * from categories order by id')];
		for (const asked of everyTool) {
			const answer = await knock(linus, asked, spot);
			const isData = asked[1](spot).endsWith('__data.json');
			expect([asked[0], isData ? answer.body.includes('"status":403') : answer.status]).toEqual([
				asked[0],
				isData || 403
			]);
		}
		const html = await pageOf(linus, place.channel);
		for (const tool of ['/channels/new', '/categories', '/edit"', '/delete"'])
			expect([tool, html.includes(tool)]).toEqual([tool, false]);
		expect([
			await ask('select * from channels order by id'),
			await ask('select * from categories order by id')
		]).toEqual(before);
	});

	test('a channel of another server, or one that is hidden, is not there for moderators, and nothing changes', async () => {
		const hidden = (await make(ada, { isPrivate: 'on' }).then((path) => path.split('/').pop()))!;
		await ask('delete from channel_grants where channel_id = ?', hidden);
		const before = [
			await ask('select * from channels order by id'),
			await ask('select * from categories order by id'),
			await count('audit_entries')
		];
		for (const channel of [hidden, other.channelId])
			for (const asked of channelTools) {
				const real = { server: place.id, channel };
				await expectNoDifference(grace, asked, real, { server: place.id, channel: unreal(channel) });
			}
		expect([
			await ask('select * from channels order by id'),
			await ask('select * from categories order by id'),
			await count('audit_entries')
		]).toEqual(before);
	});

	test('a category of another server is not there either', async () => {
		const [foreign] = await ask<{ id: string }>('select category_id as id from channels where id = ?', other.channelId);
		const own = await ask<{ id: string }>(
			'select id from categories where community_id = ? order by position',
			place.id
		);
		const page = `${place.path}/categories`;
		const tries: [string, Record<string, string>][] = [
			['renameCategory', { categoryId: foreign!.id, name: 'Mine' }],
			['moveCategory', { categoryId: foreign!.id, before: '' }],
			['moveCategory', { categoryId: own[0]!.id, before: foreign!.id }],
			['deleteCategory', { categoryId: foreign!.id, to: own[0]!.id }],
			['deleteCategory', { categoryId: own[0]!.id, to: foreign!.id }],
			['moveChannel', { channelId: place.channelId, categoryId: foreign!.id, before: '' }]
		];
		const before = await ask('select * from categories order by id');
		for (const [action, fields] of tries)
			expect([action, (await ada.submit(`${page}?/${action}`, fields)).status]).toEqual([
				action,
				expect.toSatisfy((code: number) => [400, 404].includes(code))
			]);
		expect(await ask('select * from categories order by id')).toEqual(before);
		expect(await count('channels where category_id = ? and community_id = ?', foreign!.id, place.id)).toBe(0);
	});
});

test('a form that names every column changes what the form is for and nothing else', async () => {
	const path = await make(ada, { name: 'plain' });
	const id = path.split('/').pop()!;
	const columns = await ask<{ name: string }>(
		"select column_name as name from information_schema.columns where table_schema = database() and table_name = 'channels'"
	);
	const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
	const extra = Object.fromEntries(
		columns.flatMap(({ name }) => [name, camel(name)]).map((name) => [name, name.includes('name') ? 'plain' : '7'])
	);
	const [before] = await ask<Record<string, unknown>>('select * from channels where id = ?', id);
	const form = formsIn(await pageOf(ada, `${path}/edit`)).find(({ action }) => action === '?/editChannel')!;
	const known = Object.fromEntries([...form.fields, ['topic', 'Only this']]);
	expect(
		(await ada.submit(`${path}/edit?/editChannel`, { ...extra, isPrivate: '', isReadOnly: '', ...known })).status
	).toBe(303);
	const [after] = await ask<Record<string, unknown>>('select * from channels where id = ?', id);
	expect(after).toEqual({ ...before, topic: 'Only this' });
});

test('the words of a private channel are nowhere for those it hides from', async () => {
	const path = await make(ada, { name: unique('hidden'), topic: unique('topic'), isPrivate: 'on' });
	const id = path.split('/').pop()!;
	await ask('delete from channel_grants where channel_id = ?', id);
	const secret = unique('canary');
	await say(ada, { ...place, channel: path, channelId: id }, secret);
	const [channel] = await ask<{ name: string; topic: string }>('select name, topic from channels where id = ?', id);
	const pages = [
		place.channel,
		`${place.path}/channels`,
		`${place.path}/categories`,
		`${place.path}/channels/new`,
		`${place.path}/members`
	];
	for (const person of [grace, linus])
		for (const page of pages.flatMap((one) => [one, `${one}/__data.json`])) {
			const text = await (await person.request(page)).text();
			for (const word of [id, secret, channel!.name, channel!.topic])
				expect([page, text.includes(word)]).toEqual([page, false]);
		}
	expect(await (await ada.request(`${place.path}/categories`)).text(), 'she sees it').toContain(channel!.name);
});
