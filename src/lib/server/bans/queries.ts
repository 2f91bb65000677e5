import type { Ban } from '$lib/members/member';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

const BAN_PAGE = 50;

/** One page of those who may not come back, the newest ban first. `page` counts from 1. */
export async function bansPage(db: Db, communityId: string, page = 1): Promise<{ bans: Ban[]; hasMore: boolean }> {
	const rows = await db
		.selectFrom('bans')
		.innerJoin('users', 'users.id', 'bans.userId')
		.innerJoin('users as judge', 'judge.id', 'bans.byId')
		.where('bans.communityId', '=', communityId)
		.orderBy('bans.createdAt', 'desc')
		.orderBy('bans.userId', 'desc')
		.limit(BAN_PAGE + 1)
		.offset((page - 1) * BAN_PAGE)
		.select([
			'users.id',
			'users.handle',
			'users.displayName as name',
			'users.avatarFile',
			'bans.reason',
			'bans.createdAt',
			'judge.displayName as byName'
		])
		.execute();
	const bans = rows.slice(0, BAN_PAGE).map(({ avatarFile, reason, createdAt, ...rest }) => ({
		...rest,
		avatarUrl: fileUrl(avatarFile),
		reason: reason ?? '',
		at: createdAt.toISOString()
	}));
	return { bans, hasMore: rows.length > BAN_PAGE };
}
