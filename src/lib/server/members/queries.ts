import { sql } from 'kysely';
import type { Member } from '$lib/members/member';
import type { Role } from '$lib/permissions';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

/** Members shown at once; a large community is read page by page. */
const MEMBER_PAGE = 100;

/** One page of members, owner first, then by role and by how long they have been here. `page` counts from 1. */
export async function membersPage(
	db: Db,
	communityId: string,
	page = 1
): Promise<{ members: Member[]; hasMore: boolean }> {
	const rows = await db
		.selectFrom('members')
		.innerJoin('users', 'users.id', 'members.userId')
		.where('members.communityId', '=', communityId)
		.orderBy('members.role')
		.orderBy('members.joinedAt')
		.orderBy('members.userId')
		.limit(MEMBER_PAGE + 1)
		.offset((page - 1) * MEMBER_PAGE)
		.select(['users.id', 'users.handle', 'users.avatarFile', 'members.role'])
		.select(sql<string>`coalesce(members.nickname, users.display_name)`.as('name'))
		.execute();
	const members = rows
		.slice(0, MEMBER_PAGE)
		.map(({ avatarFile, ...rest }) => ({ ...rest, avatarUrl: fileUrl(avatarFile) }));
	return { members, hasMore: rows.length > MEMBER_PAGE };
}

/** How many members a community has. */
export async function memberCount(db: Db, communityId: string): Promise<number> {
	const row = await db
		.selectFrom('members')
		.where('communityId', '=', communityId)
		.select(({ fn }) => fn.countAll<string>().as('count'))
		.executeTakeFirstOrThrow();
	return Number(row.count);
}

/** The role somebody has in a community now; undefined for people who are not, or no longer, in it. */
export async function roleOf(db: Db, communityId: string, userId: string): Promise<Role | undefined> {
	const row = await db
		.selectFrom('members')
		.where('communityId', '=', communityId)
		.where('userId', '=', userId)
		.select('role')
		.executeTakeFirst();
	return row?.role;
}
