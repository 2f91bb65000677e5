import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Viewer } from '$lib/accounts/account';
import { freshWorld, people, places } from '../../../../tests/world';
import { enterCommunity } from '../communities/access';
import { createCommunity } from '../communities/commands';
import { channelsFor } from '../channels/queries';
import { db } from '../db';
import { membersPage, memberCount } from '../members/queries';
import { newCode } from './code';
import { createInvite, joinByInvite, renewInvite, revokeInvite } from './commands';
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

/** So many people with an account and nothing else. */
async function crowd(size: number): Promise<Viewer[]> {
	const viewers = Array.from({ length: size }, (_, i) => ({
		id: String(1000 + i),
		name: `P${i}`,
		handle: `p${i}`,
		avatarUrl: null
	}));
	const rows = viewers.map(({ id, handle, name }) => ({ id, handle, displayName: name, avatarFile: null }));
	await db
		.insertInto('users')
		.values(rows.map((row) => ({ ...row, createdAt: new Date() })))
		.execute();
	return viewers;
}

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

const living = async (creator?: string) =>
	(await livingInvites(db, places.observatory, creator)).map(({ code }) => code);
const deeds = () =>
	db.selectFrom('auditEntries').orderBy('id').select(['action', 'actorId', 'targetName', 'detail']).execute();

describe('revoking', () => {
	test('ends an invite at once, for its creator and for those who see all; whoever is in stays in', async () => {
		for (const [creator, revoker] of [
			[people.linus, people.linus],
			[people.linus, people.grace],
			[people.ada, people.alan]
		] as const) {
			const code = await inviteBy(creator);
			await joinByInvite(people.mallory, code);
			await revokeInvite(await enterCommunity(revoker, places.observatory), code);
			expect(await living()).not.toContain(code);
			expect(await invitePreview(db, code, null)).toBeUndefined();
			expect((await enterCommunity(people.mallory, places.observatory)).role).toBe('guest');
			await db.deleteFrom('members').where('userId', '=', people.mallory.id).execute();
			await expect(joinByInvite(people.mallory, code)).rejects.toEqual(refusal(404));
		}
	});

	test('the invites of others are not there for a guest, nor those of another server for anybody', async () => {
		const code = await inviteBy(people.grace);
		for (const act of [revokeInvite, renewInvite]) {
			const guest = await enterCommunity(people.linus, places.observatory);
			await expect(act(guest, code)).rejects.toEqual(refusal(404));
			await expect(act(guest, 'unknown-code')).rejects.toEqual(refusal(404));
			const elsewhere = await enterCommunity(people.mallory, places.elsewhere);
			await expect(act(elsewhere, code)).rejects.toEqual(refusal(404));
		}
		expect(await living()).toEqual([code]);
		expect(await living(people.linus.id)).toEqual([]);
	});

	test('twice is no fault and is written down once', async () => {
		const code = await inviteBy(people.grace, { lifetime: 604_800, maxUses: 5 });
		const access = await enterCommunity(people.alan, places.observatory);
		await Promise.all([1, 2, 3].map(() => revokeInvite(access, code)));
		const target = { targetName: code };
		expect(await deeds()).toEqual([
			{ action: 'invite.created', actorId: people.grace.id, ...target, detail: '7 days, 5 uses' },
			{ action: 'invite.revoked', actorId: people.alan.id, ...target, detail: '' }
		]);
	});

	test('whoever was removed meanwhile makes, ends and renews nothing', async () => {
		const access = await enterCommunity(people.linus, places.observatory);
		const code = await createInvite(access, forever);
		await db.deleteFrom('members').where('userId', '=', people.linus.id).execute();
		await expect(createInvite(access, forever)).rejects.toEqual(refusal(404));
		await expect(revokeInvite(access, code)).rejects.toEqual(refusal(404));
		await expect(renewInvite(access, code)).rejects.toEqual(refusal(404));
		expect(await living()).toEqual([code]);
	});
});

describe('renewing', () => {
	test('makes one like it, with its whole time and all its uses ahead, and ends the old one', async () => {
		const code = await inviteBy(people.linus, { lifetime: 3600, maxUses: 5 });
		await joinByInvite(people.mallory, code);
		await sql`update invites set created_at = created_at - interval 30 minute,
			expires_at = expires_at - interval 30 minute`.execute(db);
		await renewInvite(await enterCommunity(people.grace, places.observatory), code);
		const [fresh, ...others] = await livingInvites(db, places.observatory);
		expect(others).toEqual([]);
		expect(fresh).toMatchObject({ uses: 0, maxUses: 5, creatorName: 'Grace' });
		const left = new Date(fresh!.expiresAt!).getTime() - Date.now();
		expect(left).toBeGreaterThan(3_590_000);
		expect(left).toBeLessThanOrEqual(3_601_000);
		expect((await deeds()).map(({ action }) => action)).toEqual(['invite.created', 'invite.revoked', 'invite.created']);
	});

	test('clicking five times makes one', async () => {
		const code = await inviteBy();
		const access = await enterCommunity(people.ada, places.observatory);
		await Promise.all(Array.from({ length: 5 }, () => renewInvite(access, code)));
		expect(await living()).toHaveLength(1);
		expect(await living()).not.toContain(code);
	});
});

test('T15: a hundred at the door of an invite for five: five get in, and five uses are counted', async () => {
	const code = await inviteBy(people.ada, { lifetime: 0, maxUses: 5 });
	const before = await memberCount(db, places.observatory);
	const answers = await Promise.allSettled((await crowd(100)).map((viewer) => joinByInvite(viewer, code)));
	expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
	for (const answer of answers) if (answer.status === 'rejected') expect(answer.reason).toEqual(refusal(404));
	expect(await memberCount(db, places.observatory)).toBe(before + 5);
	expect(await db.selectFrom('invites').where('code', '=', code).select('uses').execute()).toEqual([{ uses: 5 }]);
});

test('T14: codes are long, spell no rule, and never come twice', () => {
	const codes = Array.from({ length: 20_000 }, newCode);
	expect(new Set(codes).size).toBe(codes.length);
	expect(codes.every((code) => /^[\w-]{12}$/.test(code))).toBe(true);
	// 64 characters at 12 places: each as often as the next, give or take what chance allows (chi square, 63 degrees).
	for (let place = 0; place < 12; place++) {
		const counts = new Map<string, number>();
		for (const code of codes) counts.set(code[place]!, (counts.get(code[place]!) ?? 0) + 1);
		expect(counts.size).toBe(64);
		const expected = codes.length / 64;
		const chi = [...counts.values()].reduce((sum, seen) => sum + (seen - expected) ** 2 / expected, 0);
		expect(chi, `place ${place}`).toBeLessThan(160);
	}
	const bits = codes.flatMap((code) => [...Buffer.from(code, 'base64url')]);
	const ones = bits.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
	expect(Math.abs(ones / (bits.length * 8) - 0.5)).toBeLessThan(0.003);
});
