import { sql } from 'kysely';
import type { Invite } from '$lib/invites/invite';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

/** SQL for "still works": not revoked, not past its time (the database's clock), uses left. */
export const isAlive = sql<boolean>`invites.revoked_at is null
	and (invites.expires_at is null or invites.expires_at > utc_timestamp(3))
	and (invites.max_uses is null or invites.uses < invites.max_uses)`;

/** What the holder of an invite may know before joining; undefined for every invite that does not work, whatever the reason. */
export async function invitePreview(db: Db, code: string, viewerId: string | null) {
	const row = await db
		.selectFrom('invites')
		.innerJoin('communities', 'communities.id', 'invites.communityId')
		.innerJoin('users', 'users.id', 'invites.creatorId')
		.where('invites.code', '=', code)
		.where(isAlive)
		.where('communities.deletedAt', 'is', null)
		.$if(viewerId !== null, (query) =>
			query.where(({ not, exists, selectFrom }) =>
				not(
					exists(
						selectFrom('bans')
							.whereRef('bans.communityId', '=', 'communities.id')
							.where('bans.userId', '=', viewerId)
							.select('bans.userId')
					)
				)
			)
		)
		.select(({ selectFrom }) => [
			'invites.code',
			'invites.expiresAt',
			'communities.id as communityId',
			'communities.name',
			'communities.description',
			'communities.iconFile',
			'users.id as inviterId',
			'users.displayName as inviterName',
			selectFrom('members')
				.whereRef('members.communityId', '=', 'communities.id')
				.select(({ fn }) => fn.countAll<string>().as('count'))
				.as('memberCount')
		])
		.executeTakeFirst();
	if (!row) return undefined;
	const { iconFile, expiresAt, memberCount, ...rest } = row;
	const icon = fileUrl(iconFile);
	return {
		...rest,
		iconUrl: icon && `${icon}?invite=${code}`,
		memberCount: Number(memberCount),
		expiresAt: expiresAt?.toISOString() ?? null
	};
}

/** The community an invite belongs to, whether it works or not. */
export async function communityBehind(db: Db, code: string): Promise<string | undefined> {
	const row = await db.selectFrom('invites').where('code', '=', code).select('communityId').executeTakeFirst();
	return row?.communityId;
}

/** The community an invite leads into when `userId` is a member already, even if the invite no longer works. */
export async function communityOfMember(db: Db, code: string, userId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('invites')
		.innerJoin('members', 'members.communityId', 'invites.communityId')
		.innerJoin('communities', 'communities.id', 'invites.communityId')
		.where('invites.code', '=', code)
		.where('members.userId', '=', userId)
		.where('communities.deletedAt', 'is', null)
		.select('invites.communityId')
		.executeTakeFirst();
	return row?.communityId;
}

/** The working invites of a community, newest first; only those by `creatorId` when given. */
export async function livingInvites(db: Db, communityId: string, creatorId?: string): Promise<Invite[]> {
	const rows = await db
		.selectFrom('invites')
		.innerJoin('users', 'users.id', 'invites.creatorId')
		.where('invites.communityId', '=', communityId)
		.where(isAlive)
		.$if(creatorId !== undefined, (query) => query.where('invites.creatorId', '=', creatorId!))
		.orderBy('invites.createdAt', 'desc')
		.limit(100)
		.select([
			'invites.code',
			'invites.uses',
			'invites.maxUses',
			'invites.expiresAt',
			'users.displayName as creatorName'
		])
		.execute();
	return rows.map(({ expiresAt, ...rest }) => ({ ...rest, expiresAt: expiresAt?.toISOString() ?? null }));
}
