import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { plansOf, type Step } from '../../../../tests/cost';
import { listenerTo } from '../../../../tests/listener';
import { freshWorld, people, places } from '../../../../tests/world';
import { communitiesOf } from '../communities/queries';
import { db } from '../db';
import { enterCommunity } from '../communities/access';
import { createInvite, joinByInvite } from '../invites/commands';
import { moveInRail } from './commands';

freshWorld();

/** Long ids that only differ at their ends, as real ones do. */
const servers = ['9007199254740993', '9007199254740994', '9007199254740995'] as const;
const [first, second, third] = servers;

beforeEach(async () => {
	for (const [index, id] of servers.entries()) {
		const createdAt = new Date(Date.UTC(2026, 0, 1 + index));
		await db
			.insertInto('communities')
			.values({ id, name: `S${index}`, iconFile: null, ownerId: people.eve.id, createdAt })
			.execute();
		const member = { communityId: id, role: 'guest' as const, nickname: null, joinedAt: createdAt };
		await db
			.insertInto('members')
			.values([people.eve, people.linus].map(({ id: userId }) => ({ ...member, userId })))
			.execute();
	}
});

const order = async ({ id } = people.eve) => (await communitiesOf(db, id)).map((server) => server.id);

test('servers stand in the order of joining until they are moved, up, down or to the end', async () => {
	expect(await order()).toEqual([first, second, third]);
	await moveInRail(people.eve, third, first);
	expect(await order()).toEqual([third, first, second]);
	await moveInRail(people.eve, third, second);
	expect(await order()).toEqual([first, third, second]);
	await moveInRail(people.eve, first, null);
	expect(await order()).toEqual([third, second, first]);
	await moveInRail(people.eve, second, second);
	expect(await order(), 'before itself is where it is').toEqual([third, second, first]);
});

test('the order is one’s own, and what is joined later comes last', async () => {
	await moveInRail(people.linus, third, first);
	expect(await order()).toEqual([first, second, third]);
	expect((await order(people.linus)).slice(0, 2), 'Observatory is his newest').toEqual([third, first]);

	await moveInRail(people.mallory, places.elsewhere, null);
	const code = await createInvite(await enterCommunity(people.ada, places.observatory), { lifetime: 0, maxUses: 0 });
	await joinByInvite(people.mallory, code);
	expect(await order(people.mallory)).toEqual([places.elsewhere, places.observatory]);
});

test('one’s own servers are told apart: only the others can simply be left', async () => {
	const owned = async ({ id } = people.eve) =>
		(await communitiesOf(db, id)).filter(({ isOwner }) => isOwner).map((server) => server.id);
	expect(await owned()).toEqual([...servers]);
	expect([await owned(people.linus), (await order(people.linus)).length > 3]).toEqual([[], true]);
	expect(await owned(people.ada)).toEqual([places.observatory]);
});

test('only servers one is in can be moved, or be moved to', async () => {
	for (const [server, before] of [
		[places.elsewhere, null],
		['999', null],
		[first, places.elsewhere],
		[first, '999']
	] as const)
		await expect(moveInRail(people.eve, server, before)).rejects.toMatchObject({ status: 404 });
	expect(await order()).toEqual([first, second, third]);
	const { rows } = await sql`select * from members where position <> 0`.execute(db);
	expect(rows).toEqual([]);
});

test('the person’s other windows hear of it, and nobody else', async () => {
	const [own, other] = [
		listenerTo(`user:${people.eve.id}`),
		listenerTo(`user:${people.linus.id}`, `community:${first}`)
	];
	await moveInRail(people.eve, third, first);
	expect(own.heard).toEqual([{ type: 'rail.ordered', ids: [third, first, second] }]);
	expect(other.heard).toEqual([]);
	for (const { stop } of [own, other]) stop();
});

test('moves at the same time leave one order with everything in it', async () => {
	await Promise.all(servers.flatMap((id) => servers.map((before) => moveInRail(people.eve, id, before))));
	expect((await order()).sort()).toEqual([...servers]);
	const { rows } = await sql<{ position: number }>`select position from members where user_id = ${people.eve.id}
		order by position`.execute(db);
	expect(rows.map(({ position }) => position)).toEqual([-3, -2, -1]);
});

test('the rail is read from its index alone, in order', async () => {
	// As many servers as make a difference: a handful is read as a whole, whatever the indexes.
	const many = Array.from({ length: 500 }, (_, n) => ({ id: String(5000 + n), name: 'S', ownerId: people.ada.id }));
	await db
		.insertInto('communities')
		.values(many.map((row) => ({ ...row, iconFile: null, createdAt: new Date() })))
		.execute();
	const member = { role: 'guest' as const, nickname: null, joinedAt: new Date() };
	await db
		.insertInto('members')
		.values(many.map(({ id }) => ({ ...member, communityId: id, userId: people.ada.id })))
		.execute();
	await sql`analyze table members, communities`.execute(db);
	const [[members]] = (await plansOf(db, (one) => communitiesOf(one, people.eve.id))) as [[Step]];
	expect(members).toMatchObject({ table: 'members', key: 'members_of_user' });
	expect(members.Extra).toMatch(/Using index/i);
	expect(members.Extra).not.toMatch(/filesort|temporary/i);
});
