import { sql } from 'kysely';
import type { Invite } from '$lib/invites/invite';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

/** SQL for "still works": not revoked, not past its time (the database's clock), uses left. */
export const isAlive = sql<boolean>`invites.revoked_at is null
	and (invites.expires_at is null or invites.expires_at > utc_timestamp(3))
	and (invites.max_uses is null or invites.uses < invites.max_uses)`;

/** An invite that works for this person, with where it leads; no row for all others, whatever the reason. */
function working(db: Db, code: string, viewerId: string | null) {
	return db
		.selectFrom('invites')
		.innerJoin('communities', 'communities.id', 'invites.communityId')
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
		);
}

/** What the holder of an invite may know before joining; undefined for every invite that does not work, whatever the reason. */
export async function invitePreview(db: Db, code: string, viewerId: string | null) {
	const row = await working(db, code, viewerId)
		.innerJoin('users', 'users.id', 'invites.creatorId')
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

/** Where an invite lets this person in; undefined when it does not, whatever the reason. */
export async function communityToJoin(db: Db, code: string, userId: string): Promise<string | undefined> {
	return (await working(db, code, userId).select('communities.id').executeTakeFirst())?.id;
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

/** The invites of a community; only those by `creatorId` when given. */
function invitesOf(db: Db, communityId: string, creatorId: string | undefined) {
	return db
		.selectFrom('invites')
		.where('invites.communityId', '=', communityId)
		.$if(creatorId !== undefined, (query) => query.where('invites.creatorId', '=', creatorId!));
}

/** The working invites of a community, newest first; only those by `creatorId` when given. */
export async function livingInvites(db: Db, communityId: string, creatorId?: string): Promise<Invite[]> {
	const rows = await invitesOf(db, communityId, creatorId)
		.innerJoin('users', 'users.id', 'invites.creatorId')
		.where(isAlive)
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

/** Whether somebody may not come back. */
export async function isBanned(db: Db, communityId: string, userId: string): Promise<boolean> {
	const found = await db
		.selectFrom('bans')
		.where('communityId', '=', communityId)
		.where('userId', '=', userId)
		.select('userId')
		.executeTakeFirst();
	return !!found;
}

/** One invite, working or not, with what was wished for when it was made; only if by `creatorId` when given. */
export async function inviteOf(db: Db, code: string, communityId: string, creatorId?: string) {
	const row = await invitesOf(db, communityId, creatorId)
		.where('invites.code', '=', code)
		.select(['invites.maxUses', 'invites.revokedAt'])
		.select(sql<number | null>`timestampdiff(second, invites.created_at, invites.expires_at)`.as('lifetime'))
		.select(sql<number>`${isAlive}`.as('works'))
		.executeTakeFirst();
	if (!row) return undefined;
	return {
		wish: { lifetime: Number(row.lifetime ?? 0), maxUses: row.maxUses ?? 0 },
		isRevoked: row.revokedAt !== null,
		works: Number(row.works) === 1
	};
}
