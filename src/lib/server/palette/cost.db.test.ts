import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { plansOf, rowsRead } from '../../../../tests/cost';
import { freshWorld, people } from '../../../../tests/world';
import { db, type Db } from '../db';
import { enterDirect } from '../direct/access';
import { startDirect } from '../direct/starting';
import { targetsFor } from './queries';

freshWorld();

const { linus, ada, mallory } = people;
const createdAt = new Date();

/** What is typed, and the question it asks: nothing yet, part of a channel, the beginning of a name, a handle. */
const asked = ['', 'obb', 'Ada', '@ada'];
const ask = (words: string) => (one: Db) => targetsFor(one, linus.id, words);

/** Servers, channels and people that are nothing to Linus, from this number on. */
async function others(start: number, count: number): Promise<void> {
	const ids = Array.from({ length: count }, (_, at) => String(start + at));
	await db
		.insertInto('users')
		.values(ids.map((id) => ({ id, handle: `u${id}`, displayName: `U ${id}`, avatarFile: null, createdAt })))
		.execute();
	await db
		.insertInto('communities')
		.values(ids.map((id) => ({ id, name: 'Other', iconFile: null, ownerId: mallory.id, createdAt })))
		.execute();
	await db
		.insertInto('members')
		.values(
			ids.flatMap((communityId) =>
				[mallory.id, communityId].map((userId) => ({
					...{ communityId, userId, role: 'guest' as const },
					...{ nickname: null, joinedAt: createdAt }
				}))
			)
		)
		.execute();
	await db
		.insertInto('channels')
		.values(
			ids.flatMap((communityId) =>
				['lobby', 'news', 'adamant'].map((name, at) => ({
					...{ id: String(Number(communityId) * 10 + at), communityId, name },
					...{ categoryId: null, kind: 'text' as const, createdAt }
				}))
			)
		)
		.execute();
	await db
		.insertInto('participants')
		.values(ids.map((id) => ({ userId: mallory.id, channelId: `${id}0` })))
		.execute();
	await sql`analyze table users, members, communities, channels, participants, messages`.execute(db);
}

beforeEach(async () => {
	await startDirect(await enterDirect(linus, ada.id), { body: 'hello', nonce: 'hello' });
	await others(10_000, 300);
});

test('what may be jumped to is found by keys', async () => {
	for (const words of asked) {
		const plans = await plansOf(db, ask(words));
		expect(plans.flat().map(({ table }) => table)).toEqual(expect.arrayContaining(['members', 'channels', 'users']));
		for (const { table, type, key } of plans.flat()) {
			expect(type, JSON.stringify([words, plans])).not.toMatch(/^(?:ALL|index)$/);
			expect([table, key], words).not.toEqual([table, null]);
		}
	}
});

test('servers and people of others make it no slower', async () => {
	expect(await targetsFor(db, linus.id, 'obb')).toMatchObject({ channels: [{ name: 'lobby' }], people: [] });
	expect(await targetsFor(db, linus.id, 'Ada')).toMatchObject({ channels: [], people: [{ name: 'Ada' }] });
	const cost = () => Promise.all(asked.map((words) => rowsRead(db, ask(words))));
	const few = await cost();
	await others(20_000, 1500);
	for (const [at, rows] of (await cost()).entries()) {
		expect(rows, asked[at]).toBeLessThanOrEqual(few[at]! + 2);
		expect(rows, asked[at]).toBeLessThan(100);
	}
});
