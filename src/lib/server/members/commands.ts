import type { Transaction } from 'kysely';
import type { Leaving } from '$lib/communities/leaving';
import type { RoleChange } from '$lib/members/forms';
import type { Member } from '$lib/members/member';
import { powersOver } from '$lib/members/powers';
import { roleNames } from '$lib/permissions';
import { record } from '../audit/record';
import type { CommunityAccess } from '../communities/access';
import { topicsWithin } from '../communities/topics';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { publish } from '../realtime/bus';
import { revoke } from '../realtime/hub';
import { refuse } from '../refuse';
import { takeOut } from './departure';
import { demandNow, memberBelow, standingNow } from './standing';

type Removal = { userId: string; reason: string };

/** Makes somebody below the viewer something else below the viewer. Their sockets hear by the new role from then on. */
export async function changeRole(access: CommunityAccess, { userId, role }: RoleChange): Promise<Member> {
	const { community } = access;
	access.demand('members.change-role');
	await memberBelow(db, access.role, community.id, userId);
	// What a role opened besides being a member are the private channels.
	const isLost = await topicsWithin(db, community.id, 'private');
	return revoke(userId, isLost, async () => {
		const { member, isChanged } = await retrying(() =>
			db.transaction().execute(async (trx) => {
				const mine = await demandNow(trx, access, 'members.change-role');
				const before = await memberBelow(trx, mine, community.id, userId);
				if (!powersOver(mine, before.role).roles.includes(role)) refuse('not-allowed');
				if (before.role === role) return { member: before, isChanged: false };
				await trx
					.updateTable('members')
					.set({ role })
					.where('communityId', '=', community.id)
					.where('userId', '=', userId)
					.execute();
				const detail = `${roleNames[before.role].one} → ${roleNames[role].one}`;
				await record(trx, access, { action: 'member.role-changed', target: before, detail });
				return { member: { ...before, role }, isChanged: true };
			})
		);
		if (isChanged) publish(`community:${community.id}`, { type: 'member.changed', communityId: community.id, member });
		return member;
	});
}

/** Takes a member out, deaf first: they are told before anybody else. Their messages stay. */
async function part(
	{ community }: CommunityAccess,
	{ userId, reason }: Removal,
	why: Leaving,
	decide: (trx: Transaction<Schema>) => Promise<void>
): Promise<void> {
	const isLost = await topicsWithin(db, community.id);
	await revoke(userId, isLost, async () => {
		await retrying(() =>
			db.transaction().execute(async (trx) => {
				await decide(trx);
				await takeOut(trx, community.id, userId);
			})
		);
		// Told before the sockets are asked anew, so that "you are out" comes before "that channel is gone".
		publish(`user:${userId}`, {
			type: 'community.left',
			communityId: community.id,
			name: community.name,
			why,
			reason
		});
		publish(`community:${community.id}`, { type: 'member.left', communityId: community.id, userId });
	});
}

/** Takes out somebody below the viewer, who may come back by an invite. */
export async function kick(access: CommunityAccess, removal: Removal): Promise<void> {
	const { community } = access;
	access.demand('members.kick');
	await memberBelow(db, access.role, community.id, removal.userId);
	await part(access, removal, 'kicked', async (trx) => {
		const mine = await demandNow(trx, access, 'members.kick');
		const target = await memberBelow(trx, mine, community.id, removal.userId);
		await record(trx, access, { action: 'member.kicked', target, reason: removal.reason });
	});
}

/** Takes out somebody below the viewer, for whom no invite works until the ban is lifted. */
export async function ban(access: CommunityAccess, removal: Removal): Promise<void> {
	const { community, viewer } = access;
	const { userId, reason } = removal;
	access.demand('members.ban');
	await memberBelow(db, access.role, community.id, userId);
	await part(access, removal, 'banned', async (trx) => {
		const mine = await demandNow(trx, access, 'members.ban');
		const target = await memberBelow(trx, mine, community.id, userId);
		await trx
			.insertInto('bans')
			.values({ communityId: community.id, userId, reason: reason || null, byId: viewer.id, createdAt: new Date() })
			.execute();
		await record(trx, access, { action: 'member.banned', target, reason });
	});
}

/** Lets somebody who was banned come back by an invite. */
export async function unban(access: CommunityAccess, userId: string): Promise<void> {
	const { community } = access;
	access.demand('bans.see');
	await retrying(() =>
		db.transaction().execute(async (trx) => {
			await demandNow(trx, access, 'bans.see');
			const { displayName } =
				(await trx.selectFrom('users').where('id', '=', userId).select('displayName').executeTakeFirst()) ??
				refuse('not-found');
			const { numDeletedRows } = await trx
				.deleteFrom('bans')
				.where('communityId', '=', community.id)
				.where('userId', '=', userId)
				.executeTakeFirst();
			if (numDeletedRows !== 1n) refuse('not-found');
			await record(trx, access, { action: 'member.unbanned', target: { id: userId, name: displayName } });
		})
	);
}

/** The viewer goes. Whoever owns the place gives it to somebody else first. */
export async function leaveCommunity(access: CommunityAccess): Promise<void> {
	if (access.role === 'owner') refuse('not-allowed');
	await part(access, { userId: access.viewer.id, reason: '' }, 'left', async (trx) => {
		if ((await standingNow(trx, access)) === 'owner') refuse('not-allowed');
	});
}
