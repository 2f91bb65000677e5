import { beforeEach, describe, expect, test } from 'vitest';
import { rowsRead } from '../../../../tests/cost';
import { freshWorld, people, places } from '../../../../tests/world';
import { bansPage } from '../bans/queries';
import { db } from '../db';
import { enterChannel } from '../channels/access';
import { postMessage } from '../messages/commands';
import { memberOf, membersLike, membersPage, profileOf } from './queries';

freshWorld();

const found = async (words: string, page?: number) =>
	(await membersLike(db, places.observatory, words, page)).members.map(({ name }) => name);

async function settle(names: string[], first = 5000, communityId: string = places.observatory): Promise<void> {
	const createdAt = new Date();
	const rows = names.map((displayName, i) => ({ id: String(first + i), displayName }));
	await db
		.insertInto('users')
		.values(rows.map((row) => ({ ...row, handle: `h${row.id}`, avatarFile: null, createdAt })))
		.execute();
	await db
		.insertInto('members')
		.values(
			rows.map(({ id }) => ({ communityId, userId: id, role: 'guest' as const, nickname: null, joinedAt: createdAt }))
		)
		.execute();
}

describe('a search', () => {
	test('finds how a name or a handle begins, whatever its letters look like', async () => {
		await settle(['Łukasz', 'Ängström', 'Anna', 'anna-lena', '李 小龍', '%percent', '_under', '\\back', "O'Brien"]);
		expect(await found('an')).toEqual(['Ängström', 'Anna', 'anna-lena']);
		expect(await found('ANNA')).toEqual(['Anna', 'anna-lena']);
		expect(await found('李')).toEqual(['李 小龍']);
		expect(await found("o'")).toEqual(["O'Brien"]);
		expect(await found('h5000')).toEqual(['Łukasz']);
		expect(await found('@grace')).toEqual(['Grace']);
		expect(await found('@Ängström'), 'handles are plain').toEqual([]);
		expect(await found('nna'), 'only from the beginning').toEqual([]);
	});

	test('T29: takes every letter for itself', async () => {
		await settle(['%percent', '_under', '\\back', '!bang', 'plain']);
		for (const [words, expected] of Object.entries({
			'%': ['%percent'],
			'%%': [],
			_: ['_under'],
			______: [],
			'\\': ['\\back'],
			'!': ['!bang'],
			'!%': [],
			"' or '1'='1": [],
			'@%': [],
			'@_': []
		}))
			expect([words, await found(words)]).toEqual([words, expected]);
	});

	test('finds members of this place only, by the name they have here', async () => {
		await settle(['Gregor'], 6000, places.elsewhere);
		expect(await found('gr')).toEqual(['Grace']);
		expect(await found('eve'), 'the banned are no members').toEqual([]);
		await db.updateTable('members').set({ nickname: 'Amazing' }).where('userId', '=', people.grace.id).execute();
		expect(await found('amaz')).toEqual(['Amazing']);
		expect((await memberOf(db, places.observatory, people.grace.id))?.name).toBe('Amazing');
	});
});

describe('with five thousand members', () => {
	beforeEach(() => settle(Array.from({ length: 5000 }, (_, i) => `Crowd ${i}`)));

	test('the list beside a channel costs what it costs with four', async () => {
		const { members, hasMore } = await membersPage(db, places.observatory);
		expect([members.length, hasMore]).toEqual([100, true]);
		expect(await rowsRead(db, (one) => membersPage(one, places.observatory))).toBeLessThan(700);
		const few = await rowsRead(db, (one) => membersPage(one, places.elsewhere));
		expect(few, 'the measure itself').toBeGreaterThan(0);
	});

	test('every page is there once, in one order', async () => {
		const seen: string[] = [];
		for (let page = 1; ; page++) {
			const { members, hasMore } = await membersPage(db, places.observatory, page);
			seen.push(...members.map(({ id }) => id));
			if (!hasMore) break;
		}
		expect([seen.length, new Set(seen).size]).toEqual([5004, 5004]);
		expect(seen.slice(0, 4)).toEqual([people.ada, people.alan, people.grace, people.linus].map(({ id }) => id));
	});

	test('T29: a sign that stands for anything elsewhere does not read everybody', async () => {
		for (const words of ['%', '_', '\\', '!', '%%', '_%', '%a', 'C_owd', '@%', '@_', 'Crowd 1%', "%' or '1'='1"]) {
			expect([words, await found(words)]).toEqual([words, []]);
			const read = await rowsRead(db, (one) => membersLike(one, places.observatory, words));
			expect([words, read < 60]).toEqual([words, true]);
		}
	});

	test('a search reads those it finds, and shows a page of them', async () => {
		expect(await rowsRead(db, (one) => membersLike(one, places.observatory, 'gra'))).toBeLessThan(60);
		expect(await found('crowd')).toHaveLength(100);
		expect((await membersLike(db, places.observatory, 'crowd', 50)).members).toHaveLength(100);
		expect((await membersLike(db, places.observatory, 'crowd', 51)).members).toEqual([]);
	});
});

test('a profile is there for members, and for those who wrote where one may read', async () => {
	const seen = (who: { id: string }, by = people.linus) => profileOf(db, places.observatory, who.id, by.id);
	expect(await seen(people.grace)).toMatchObject({ name: 'Grace', role: 'moderator' });
	expect(await seen(people.eve)).toBeUndefined();
	expect(await seen({ id: '999' })).toBeUndefined();
	await db
		.insertInto('members')
		.values({
			communityId: places.observatory,
			userId: people.eve.id,
			role: 'moderator',
			nickname: null,
			joinedAt: new Date()
		})
		.execute();
	await postMessage(await enterChannel(people.eve, places.staff), { body: 'Among us' });
	await db.deleteFrom('members').where('userId', '=', people.eve.id).execute();
	expect(await seen(people.eve), 'she wrote where Linus may not read').toBeUndefined();
	expect(await seen(people.eve, people.grace)).toEqual({
		id: people.eve.id,
		name: 'Eve',
		handle: 'eve',
		avatarUrl: null,
		role: null,
		joinedAt: null,
		isGone: false
	});
});

test('bans are listed with who, why and by whom, newest first', async () => {
	await db
		.insertInto('bans')
		.values({
			communityId: places.observatory,
			userId: people.mallory.id,
			reason: 'Spam',
			byId: people.grace.id,
			createdAt: new Date(Date.now() + 60_000)
		})
		.execute();
	const { bans, hasMore } = await bansPage(db, places.observatory);
	expect(bans.map(({ name, reason, byName }) => [name, reason, byName])).toEqual([
		['Mallory', 'Spam', 'Grace'],
		['Eve', '', 'Ada']
	]);
	expect(hasMore).toBe(false);
	expect((await bansPage(db, places.observatory, 2)).bans).toEqual([]);
	expect((await bansPage(db, places.elsewhere)).bans).toEqual([]);
});
