import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterCommunity } from '../communities/access';
import { createCommunity } from '../communities/commands';
import { channelsFor } from '../channels/queries';
import { db } from '../db';
import { membersPage, memberCount } from '../members/queries';
import { createInvite, joinByInvite } from './commands';
import { invitePreview, livingInvites } from './queries';

freshWorld();

const forever = { lifetime: 0, maxUses: 0 };
const inviteBy = async (viewer = people.ada, wish = forever) =>
	createInvite(await enterCommunity(viewer, places.observatory), wish);
const refusal = (status: number) => expect.objectContaining({ status });

test('an invite makes a guest, once, and counts', async () => {
	const code = await inviteBy();
	expect(await joinByInvite(people.mallory, code)).toBe(places.observatory);
	expect(await joinByInvite(people.mallory, code)).toBe(places.observatory);
	const { role } = await enterCommunity(people.mallory, places.observatory);
	expect(role).toBe('guest');
	expect((await livingInvites(db, places.observatory))[0]).toMatchObject({ uses: 1 });
});

test('a dead invite says nothing, whatever killed it', async () => {
	const expired = await inviteBy(people.ada, { lifetime: 1800, maxUses: 0 });
	await sql`update invites set expires_at = utc_timestamp(3) - interval 1 second where code = ${expired}`.execute(db);
	const revoked = await inviteBy();
	await sql`update invites set revoked_at = utc_timestamp(3) where code = ${revoked}`.execute(db);
	const usedUp = await inviteBy(people.ada, { lifetime: 0, maxUses: 1 });
	await sql`update invites set uses = 1 where code = ${usedUp}`.execute(db);
	for (const code of [expired, revoked, usedUp, 'unknown-code']) {
		expect(await invitePreview(db, code, people.mallory.id)).toBeUndefined();
		expect(await invitePreview(db, code, null)).toBeUndefined();
		await expect(joinByInvite(people.mallory, code)).rejects.toEqual(refusal(404));
	}
	expect(await livingInvites(db, places.observatory)).toEqual([]);
});

test('who was banned cannot come back, and leaves no use behind', async () => {
	const code = await inviteBy();
	expect(await invitePreview(db, code, people.eve.id)).toBeUndefined();
	await expect(joinByInvite(people.eve, code)).rejects.toEqual(refusal(404));
	expect((await livingInvites(db, places.observatory))[0]).toMatchObject({ uses: 0 });
});

test('thirty at the door of an invite for five: five get in', async () => {
	const code = await inviteBy(people.ada, { lifetime: 0, maxUses: 5 });
	const crowd = Array.from({ length: 30 }, (_, i) => ({
		id: String(1000 + i),
		name: `P${i}`,
		handle: `p${i}`,
		avatarUrl: null
	}));
	await db
		.insertInto('users')
		.values(
			crowd.map(({ id, handle, name }) => ({ id, handle, displayName: name, avatarFile: null, createdAt: new Date() }))
		)
		.execute();
	const before = await memberCount(db, places.observatory);
	const answers = await Promise.allSettled(crowd.map((viewer) => joinByInvite(viewer, code)));
	expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
	for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toEqual(refusal(404));
	expect(await memberCount(db, places.observatory)).toBe(before + 5);
});

test('one person clicking ten times joins once, and uses the invite once', async () => {
	const code = await inviteBy(people.ada, { lifetime: 0, maxUses: 5 });
	const answers = await Promise.all(Array.from({ length: 10 }, () => joinByInvite(people.mallory, code)));
	expect(new Set(answers)).toEqual(new Set([places.observatory]));
	expect((await livingInvites(db, places.observatory))[0]).toMatchObject({ uses: 1 });
});

test('an outsider cannot make an invite', async () => {
	await expect(inviteBy(people.mallory)).rejects.toEqual(refusal(404));
});

test('a new community has its owner, general, three categories and an invite', async () => {
	const { communityId, channelId } = await createCommunity(people.mallory, { name: 'New', iconFile: null });
	const { role } = await enterCommunity(people.mallory, communityId);
	expect(role).toBe('owner');
	const categories = await channelsFor(db, communityId, people.mallory.id);
	expect(categories.map(({ name, channels }) => [name, channels.map((channel) => channel.name)])).toEqual([
		['Text', ['general']],
		['Audio', []],
		['Video', []]
	]);
	expect(categories[0]!.channels[0]).toMatchObject({ id: channelId, isGeneral: true });
	expect(await livingInvites(db, communityId)).toHaveLength(1);
});

test('members are listed by role, then by age, a page at a time', async () => {
	const { members, hasMore } = await membersPage(db, places.observatory);
	expect(members.map(({ name, role }) => `${name} ${role}`)).toEqual([
		'Ada owner',
		'Alan admin',
		'Grace moderator',
		'Linus guest'
	]);
	expect(hasMore).toBe(false);
	expect((await membersPage(db, places.observatory, 2)).members).toEqual([]);
});
