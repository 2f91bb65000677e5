import { beforeEach, describe, expect, test } from 'vitest';
import { join, newPerson, newServer, say, type Person, type Place } from '../person';
import { ask, count, idOf } from './database';
import { alertsIn, fillIn, formsIn, textOf } from './page';

type Name = 'ada' | 'alan' | 'grace' | 'linus' | 'margaret';
let people: Record<Name, Person>;
let ids: Record<Name, string>;
let place: Place;

let made: Promise<Record<Name, Person>> | undefined;
async function everybody() {
	const names: Name[] = ['ada', 'alan', 'grace', 'linus', 'margaret'];
	const made = await Promise.all(names.map((name) => newPerson(name[0]!.toUpperCase() + name.slice(1))));
	return Object.fromEntries(names.map((name, i) => [name, made[i]])) as Record<Name, Person>;
}

/** Ada owns the place, Alan is its admin, Grace its moderator, Linus and Margaret are guests; a new place for each test. */
beforeEach(async () => {
	people = await (made ??= everybody());
	place = await newServer(people.ada);
	const entries = await Promise.all(
		Object.entries(people).map(async ([name, person]) => {
			if (name !== 'ada') await join(person, place);
			return [name, await idOf(person)];
		})
	);
	ids = Object.fromEntries(entries);
	for (const [name, role] of [
		['alan', 'admin'],
		['grace', 'moderator']
	] as const)
		expect((await give('ada', name, role)).status).toBe(303);
});

const at = (path: string) => `${place.path}${path}`;
const give = (by: Name, to: Name, role: string) => people[by].submit(at('/members?/role'), { userId: ids[to], role });
const pageOf = async (who: Name, path: string) => (await people[who].open(at(path))).text();
const location = (response: Response) => response.headers.get('location');
const asScript = { accept: 'application/json', 'x-sveltekit-action': 'true' };

/** All that these forms could change. */
const everything = async () => ({
	place: (await ask<Record<string, unknown>>('select * from communities where id = ?', place.id))[0]!,
	members: await ask<Record<string, unknown>>(
		'select * from members where community_id = ? order by user_id',
		place.id
	),
	bans: await ask<Record<string, unknown>>('select * from bans where community_id = ?', place.id),
	users: await ask<Record<string, unknown>>('select * from users where id in (?) order by id', Object.values(ids)),
	deeds: await count('audit_entries where community_id = ?', place.id)
});

type Form = { path: () => string; fields: () => Record<string, string> };
/** Each form, as its page would send it about Linus. */
const forms: Record<string, Form> = {
	role: { path: () => at('/members?/role'), fields: () => ({ userId: ids.linus, role: 'moderator' }) },
	kick: { path: () => at(`/members/${ids.linus}/kick?/kick`), fields: () => ({ reason: 'Off topic' }) },
	ban: { path: () => at(`/members/${ids.linus}/ban?/ban`), fields: () => ({ reason: 'Off topic' }) },
	save: { path: () => at('/settings?/save'), fields: () => ({ name: 'Planetarium', description: 'Look up.' }) },
	transfer: { path: () => at('/settings/transfer?/transfer'), fields: () => ({ userId: ids.linus }) }
};
const mayNot: Record<string, Name[]> = {
	role: ['grace', 'margaret'],
	kick: ['margaret'],
	ban: ['margaret'],
	save: ['grace', 'margaret'],
	transfer: ['alan', 'grace', 'margaret']
};

describe('the table of permissions, without scripts and with:', () => {
	test.each(Object.entries(forms))('%s', async (name, { path, fields }) => {
		const before = await everything();
		for (const who of mayNot[name]!)
			for (const headers of [{}, asScript]) {
				const answer = await people[who].submit(path(), fields(), headers);
				expect([who, answer.status]).toEqual([who, 403]);
				if ('accept' in headers) expect(await answer.json()).toMatchObject({ error: { code: 'not-allowed' } });
			}
		expect(await everything()).toEqual(before);
		const may = (['ada', 'alan', 'grace'] as const).filter((who) => !mayNot[name]!.includes(who)).at(-1)!;
		expect([may, (await people[may].submit(path(), fields())).status]).toEqual([may, 303]);
		expect((await everything()).deeds, 'one deed, one entry').toBe(before.deeds + 1);
	});

	test('lifting a ban and ending the server', async () => {
		await people.ada.submit(forms.ban!.path(), forms.ban!.fields());
		const before = await everything();
		const lift = (who: Name) => people[who].submit(at('/bans?/unban'), { userId: ids.linus });
		const [{ name }] = (await ask<{ name: string }>('select name from communities where id = ?', place.id)) as [
			{ name: string }
		];
		const end = (who: Name, typed = name) => people[who].submit(at('/settings/delete?/delete'), { name: typed });
		for (const who of ['grace', 'margaret'] as const) expect((await lift(who)).status).toBe(403);
		for (const who of ['alan', 'grace', 'margaret'] as const) expect((await end(who)).status).toBe(403);
		expect(await everything()).toEqual(before);

		expect(location(await lift('alan'))).toBe(at('/bans'));
		const wrong = await end('ada', name.toLowerCase());
		const html = await wrong.text();
		expect([wrong.status, alertsIn(html).at(-1)]).toEqual([
			400,
			'That is not its name. Type it exactly as it is written above.'
		]);
		expect(formsIn(html)[0]!.fields.get('name'), 'what was typed').toBe(name.toLowerCase());
		expect((await people.grace.request(place.channel)).status).toBe(200);
		expect(location(await fillIn(people.ada, at('/settings/delete'), '?/delete', { name }))).toBe('/');
		for (const who of ['ada', 'grace'] as const) expect((await people[who].request(place.channel)).status).toBe(404);
		expect((await everything()).deeds).toBe(before.deeds + 2);
	});

	test('a control is there for those who may use it, and for nobody else', async () => {
		const controls = async (who: Name) => {
			const html = await pageOf(who, '/members');
			const roleForms = formsIn(html).filter(({ action }) => action.endsWith('/members?/role'));
			const removals = [...html.matchAll(/members\/(\d+)\/(?:kick|ban)"/g)].map(([, id]) => id!);
			const nameOf = (id: string) => Object.entries(ids).find(([, other]) => other === id)![0];
			return {
				roles: roleForms.map(({ fields }) => nameOf(fields.get('userId')!)),
				removals: [...new Set(removals.map(nameOf))],
				settings: html.includes(`href="${at('/settings')}"`),
				leave: html.includes(`href="${at('/leave')}"`)
			};
		};
		const guests = ['linus', 'margaret'];
		const all = ['alan', 'grace', ...guests];
		const sorted = ({ roles, removals, ...rest }: Awaited<ReturnType<typeof controls>>) => ({
			roles: roles.sort(),
			removals: removals.sort(),
			...rest
		});
		expect(sorted(await controls('ada'))).toEqual({ roles: all, removals: all, settings: true, leave: false });
		const alans = ['grace', ...guests];
		expect(sorted(await controls('alan'))).toEqual({ roles: alans, removals: alans, settings: true, leave: true });
		expect(sorted(await controls('grace'))).toEqual({ roles: [], removals: guests, settings: false, leave: true });
		expect(sorted(await controls('linus'))).toEqual({ roles: [], removals: [], settings: false, leave: true });

		expect(await pageOf('alan', '/settings')).not.toContain('/settings/delete');
		expect(await pageOf('ada', '/settings')).toContain('/settings/delete');
		for (const [who, expected] of [
			['grace', true],
			['margaret', false]
		] as const)
			expect((await pageOf(who, `/members/${ids.linus}`)).includes('/kick"')).toBe(expected);
		for (const deed of ['kick', 'ban']) {
			expect((await people.margaret.request(at(`/members/${ids.linus}/${deed}`))).status).toBe(403);
			expect((await people.grace.request(at(`/members/${ids.alan}/${deed}`))).status).toBe(403);
			expect((await people.grace.request(at(`/members/999/${deed}`))).status).toBe(404);
		}
	});
});

test('the role form keeps the page of the list, and answers scripts with the member', async () => {
	const back = await people.ada.submit(at('/members?/role&q=gr&page=1&evil=x'), { userId: ids.grace, role: 'guest' });
	expect(location(back)).toBe(at('/members?q=gr&page=1'));
	const answer = await people.ada.submit(at('/members?/role'), { userId: ids.grace, role: 'moderator' }, asScript);
	const { type, data } = (await answer.json()) as { type: string; data: string };
	expect([type, data.includes('moderator')]).toEqual(['success', true]);
	const wrong = await people.ada.submit(at('/members?/role'), { userId: ids.grace, role: 'owner' });
	expect([wrong.status, alertsIn(await wrong.text())]).toEqual([400, ['Choose one of the roles.']]);
});

test('a search finds members, and says so when it finds nobody', async () => {
	expect(textOf(await pageOf('linus', '/members?q=GRA'))).toContain('@grace');
	expect(textOf(await pageOf('linus', '/members?q=GRA'))).not.toContain('@margaret');
	for (const words of ['%', '_', "'", '\\', '\u0000', '<b>', 'é'.repeat(500)])
		expect(textOf(await pageOf('linus', `/members?q=${encodeURIComponent(words)}`))).toContain('Try fewer letters');
});

test('a reason that is too long comes back with its words', async () => {
	const reason = 'x'.repeat(501);
	const answer = await fillIn(people.ada, at(`/members/${ids.linus}/ban`), at(`/members/${ids.linus}/ban?/ban`), {
		reason
	});
	const html = await answer.text();
	expect([answer.status, alertsIn(html)]).toEqual([400, ['Reasons can be up to 500 characters.']]);
	expect(
		formsIn(html)
			.find(({ fields }) => fields.has('reason'))
			?.fields.get('reason')
	).toBe(reason);
	expect(await count('bans where community_id = ?', place.id)).toBe(0);
});

test.each(['kick', 'ban', 'leave'])(
	'P13: after a %s everything is 404 for them, and their words stay',
	async (deed) => {
		await say(people.linus, place, 'I was here');
		const paths = [
			...[place.path, place.channel, at('/members'), at('/invites'), at('/leave')],
			...[`/api/channels/${place.channelId}/messages`, `/api/sync?channel=${place.channelId}&rev=0`]
		];
		for (const path of paths) expect((await people.linus.request(path)).status, path).toBeLessThan(400);
		if (deed === 'leave') expect(location(await fillIn(people.linus, at('/leave'), '?/leave'))).toBe('/');
		else await fillIn(people.grace, at(`/members/${ids.linus}/${deed}`), at(`/members/${ids.linus}/${deed}?/${deed}`));
		for (const path of paths) expect([path, (await people.linus.request(path)).status]).toEqual([path, 404]);
		expect((await people.linus.submit(`${place.channel}?/send`, { body: 'Still here?' })).status).toBe(404);
		const page = await (await people.ada.open(place.channel)).text();
		expect([page.includes('I was here'), page.includes('Still here?')]).toEqual([true, false]);
		expect(textOf(await pageOf('ada', `/members/${ids.linus}`))).toContain('Not a member any more');

		await people.linus.submit(`${place.invite}?/join`, {});
		const inside = await count('members where community_id = ? and user_id = ?', place.id, ids.linus);
		expect([deed, inside]).toEqual([deed, deed === 'ban' ? 0 : 1]);
	}
);

test('P13: bans and deeds are read by admins, with who, why and by whom', async () => {
	await people.grace.submit(forms.ban!.path(), { reason: 'Repeated spam' });
	const bans = textOf(await pageOf('alan', '/bans'));
	for (const words of ['Linus', 'Repeated spam', 'Banned by Grace']) expect(bans).toContain(words);
	const log = textOf(await pageOf('alan', '/audit'));
	for (const words of ['Grace banned Linus', '“Repeated spam”', 'Member → Moderator']) expect(log).toContain(words);
	expect(textOf(await pageOf('alan', '/audit?action=member.kicked'))).toContain('Nothing of this kind');
	for (const odd of ['before=x', 'before=9999999999999999999', 'before=-1', 'action=toString', 'action=__proto__'])
		expect([odd, (await people.alan.request(at(`/audit?${odd}`))).status]).toEqual([odd, 200]);
	expect(location(await fillIn(people.alan, at('/bans'), '?/unban'))).toBe(at('/bans'));
	expect(textOf(await pageOf('alan', '/bans'))).toContain('Nobody is banned');
});

test('P6: a server is given away by two plain pages', async () => {
	const chosen = await pageOf('ada', `/settings/transfer?to=${ids.grace}`);
	expect(textOf(chosen)).toContain('Give it to Grace?');
	const given = await fillIn(people.ada, at(`/settings/transfer?to=${ids.grace}`), '?/transfer');
	expect(location(given)).toBe(at('/settings'));
	expect((await people.grace.request(at('/settings/delete'))).status).toBe(200);
	expect((await people.ada.request(at('/settings/delete'))).status).toBe(403);
	expect((await people.ada.request(at('/settings'))).status).toBe(200);
	for (const to of ['x', '1', ids.grace, `${ids.grace}0`, '99999999999999999999'])
		expect([to, (await people.grace.request(at(`/settings/transfer?to=${to}`))).status]).toEqual([to, 200]);
});

describe('T12: nothing but the declared fields is changed by', () => {
	/** Every column there is, in both spellings, with something that would matter. */
	async function everyColumn(): Promise<Record<string, string>> {
		const columns = await ask<{ name: string }>(
			'select distinct column_name as name from information_schema.columns where table_schema = database()'
		);
		const valueOf = (name: string) => {
			if (/role/.test(name)) return 'owner';
			if (/_at$/.test(name)) return '2001-01-01 00:00:00';
			return /id$|by$/.test(name) ? ids.margaret : '1';
		};
		return Object.fromEntries(
			columns.flatMap(({ name }) => {
				const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
				return [
					[name, valueOf(name)],
					[camel, valueOf(name)]
				];
			})
		);
	}
	type State = Awaited<ReturnType<typeof everything>>;
	const memberIn = (state: State, id: string) => state.members.find(({ user_id }) => user_id === id);
	const without = (state: State, ...gone: string[]) =>
		state.members.filter(({ user_id }) => !gone.includes(String(user_id)));
	const expected: Record<string, (before: State, after: State) => Partial<State>> = {
		role: (before) => ({
			members: before.members.map((row) => (row.user_id === ids.linus ? { ...row, role: 'moderator' } : row))
		}),
		kick: (before) => ({ members: without(before, ids.linus) }),
		ban: (before, after) => ({
			members: without(before, ids.linus),
			bans: [
				{
					community_id: place.id,
					user_id: ids.linus,
					reason: 'Off topic',
					by_id: ids.ada,
					created_at: after.bans[0]?.created_at
				}
			]
		}),
		save: (before) => ({ place: { ...before.place, name: 'Planetarium', description: 'Look up.' } }),
		transfer: (before) => ({
			place: { ...before.place, owner_id: ids.linus },
			members: before.members.map((row) =>
				row.user_id === ids.linus
					? { ...row, role: 'owner' }
					: row.user_id === ids.ada
						? { ...row, role: 'admin' }
						: row
			)
		})
	};

	test.each(Object.entries(forms))('%s', async (name, { path, fields }) => {
		const before = await everything();
		const all = { ...(await everyColumn()), ...fields() };
		expect(Object.keys(all).length).toBeGreaterThan(80);
		expect((await people.ada.submit(path(), all)).status).toBe(303);
		const after = await everything();
		expect(after).toEqual({ ...before, ...expected[name]!(before, after), deeds: before.deeds + 1 });
		const [ban] = after.bans as { created_at: Date }[];
		if (ban) expect(Math.abs(ban.created_at.getTime() - Date.now())).toBeLessThan(60_000);
		expect(memberIn(after, ids.margaret)).toEqual(memberIn(before, ids.margaret));
	});

	test('leaving, lifting a ban and ending the server', async () => {
		const all = await everyColumn();
		let before = await everything();
		expect((await people.linus.submit(at('/leave?/leave'), all)).status).toBe(303);
		let after = await everything();
		expect(after).toEqual({ ...before, members: without(before, ids.linus) });
		await people.ada.submit(at(`/members/${ids.margaret}/ban?/ban`), { reason: '' });
		before = await everything();
		expect((await people.ada.submit(at('/bans?/unban'), { ...all, userId: ids.margaret })).status).toBe(303);
		expect(await everything()).toEqual({ ...before, bans: [], deeds: before.deeds + 1 });
		before = await everything();
		const name = String(before.place.name);
		expect((await people.ada.submit(at('/settings/delete?/delete'), { ...all, name })).status).toBe(303);
		after = await everything();
		expect(after.place.deleted_at).toBeInstanceOf(Date);
		expect({ ...after, place: { ...after.place, deleted_at: null } }).toEqual({ ...before, deeds: before.deeds + 1 });
	});
});

test('T13: what only looks like an id or a role is refused, and changes nothing', async () => {
	const odd = [
		'',
		'0',
		'true',
		'[]',
		'{}',
		'null',
		'1e309',
		'1.5',
		'-1',
		' 1',
		'0x1F',
		'NaN',
		'9'.repeat(30),
		'owner',
		'Admin'
	];
	const before = await everything();
	for (const value of odd) {
		const tries: [string, Record<string, string>][] = [
			[at('/members?/role'), { userId: value, role: 'guest' }],
			[at('/members?/role'), { userId: ids.linus, role: value }],
			[at('/settings/transfer?/transfer'), { userId: value }],
			[at('/bans?/unban'), { userId: value }],
			[at('/settings/delete?/delete'), { name: value }]
		];
		for (const [path, fields] of tries)
			for (const headers of [{}, asScript]) {
				const answer = await people.ada.submit(path, fields, headers);
				const status =
					'accept' in headers && answer.status === 200
						? ((await answer.json()) as { status: number }).status
						: answer.status;
				expect([path, value, status]).toEqual([path, value, 400]);
			}
		for (const deed of ['kick', 'ban']) {
			const { status } = await people.ada.submit(at(`/members/${encodeURIComponent(value)}/${deed}?/${deed}`), {});
			expect([deed, value, status]).toEqual([deed, value, 404]);
		}
	}
	expect(await everything()).toEqual(before);
});

test('a picture is put, replaced and taken away by the plain form', async () => {
	const png = Buffer.from(
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
		'base64'
	);
	const icon = new File([new Uint8Array(png)], 'dot.png', { type: 'image/png' });
	const iconNow = async () => (await everything()).place.icon_file as string | null;
	const save = (words: Record<string, string | File>) =>
		people.alan.submit(at('/settings?/save'), { name: 'Dome', description: '', ...words });
	expect((await save({ icon })).status).toBe(303);
	const key = await iconNow();
	expect((await people.linus.request(`/files/${key}`)).status).toBe(200);
	await save({ icon: new File([], '') });
	expect(await iconNow(), 'an empty field keeps it').toBe(key);
	const broken = await save({ icon: new File(['nothing'], 'x.png', { type: 'image/png' }), name: 'Renamed' });
	const html = await broken.text();
	expect([broken.status, alertsIn(html)]).toEqual([
		400,
		['That file is not a picture we can read. Try a PNG, JPEG or WebP.']
	]);
	expect(formsIn(html)[0]!.fields.get('name')).toBe('Renamed');
	await save({ removeIcon: 'on' });
	expect(await iconNow()).toBeNull();
	expect((await people.linus.request(`/files/${key}`)).status).toBe(404);
	const files = await count('files where owner_id = ?', ids.alan);
	expect((await people.grace.submit(at('/settings?/save'), { name: 'Mine', description: '', icon })).status).toBe(403);
	expect(await count('files where owner_id = ?', ids.alan)).toBe(files);
	expect(await count('files where owner_id = ?', ids.grace), 'nothing was kept for who may not').toBe(0);
});
