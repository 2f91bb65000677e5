import { sql, type Transaction } from 'kysely';
import type { Member, Profile, RollEntry } from '$lib/members/member';
import type { Person } from '$lib/members/people';
import type { Role } from '$lib/permissions';
import { cleanLine } from '$lib/text';
import { visibleChannels } from '../channels/queries';
import type { Db } from '../db';
import type { Schema } from '../db/schema';
import { fileUrl } from '../files/url';

/** Members shown at once; a large community is read page by page. */
const MEMBER_PAGE = 100;
/** People offered while a name is typed. */
const OFFERED = 8;

const shownName = sql<string>`coalesce(members.nickname, users.display_name)`;
const person = ['users.id', 'users.handle', 'users.avatarFile'] as const;

type Row = { avatarFile: string | null; joinedAt: Date };
const toEntry = <T extends Row>({ avatarFile, joinedAt, ...rest }: T) => ({
	...rest,
	avatarUrl: fileUrl(avatarFile),
	joinedAt: joinedAt.toISOString()
});

const toMember = ({ avatarFile, ...rest }: Omit<Member, 'avatarUrl'> & { avatarFile: string | null }): Member => ({
	...rest,
	avatarUrl: fileUrl(avatarFile)
});

/** The members with these keys, in the order of every list of members: by role, then by how long they have been here. */
async function entries(
	db: Db,
	communityId: string,
	keys: (db: Db) => ReturnType<typeof pageOfAll>,
	size = MEMBER_PAGE
): Promise<{ members: RollEntry[]; hasMore: boolean }> {
	const rows = await db
		.selectFrom(keys(db).as('page'))
		.innerJoin('members', (join) =>
			join.onRef('members.userId', '=', 'page.userId').on('members.communityId', '=', communityId)
		)
		.innerJoin('users', 'users.id', 'members.userId')
		.orderBy('members.role')
		.orderBy('members.joinedAt')
		.orderBy('members.userId')
		.select([...person, 'members.role', 'members.joinedAt', shownName.as('name')])
		.execute();
	return { members: rows.slice(0, size).map(toEntry), hasMore: rows.length > size };
}

/** The keys of one page, and one more to know whether there is another: read from the index alone. */
function pageOfAll(db: Db, communityId: string, page: number) {
	return db
		.selectFrom('members')
		.where('communityId', '=', communityId)
		.orderBy('role')
		.orderBy('joinedAt')
		.orderBy('userId')
		.limit(MEMBER_PAGE + 1)
		.offset((page - 1) * MEMBER_PAGE)
		.select('userId');
}

/** One page of members, owner first. `page` counts from 1. */
export function membersPage(db: Db, communityId: string, page = 1) {
	return entries(db, communityId, (db) => pageOfAll(db, communityId, page));
}

const asWritten = (text: string) => text.replace(/[!%_]/g, '!$&');

/** A pattern for what begins with these very letters. */
export const beginsWith = (text: string) => sql`${`${asWritten(text)}%`} escape '!'`;

/** A pattern for what has these very letters in it: no index helps, so only for what is few. */
export const contains = (text: string) => sql`${`%${asWritten(text)}%`} escape '!'`;

/** One page of the members whose name or handle begins like this; `@` in front asks for handles only. */
export function membersLike(db: Db, communityId: string, words: string, page = 1, size = MEMBER_PAGE) {
	const asked = cleanLine(words);
	const name = asked.startsWith('@') ? '' : asked;
	const handle = asked.replace(/^@/, '').toLowerCase();
	// One index each. Handles are plain ASCII: anything else can only be part of a name.
	const byHandle = (db: Db) =>
		db
			.selectFrom('users')
			.where(sql<boolean>`users.handle like ${beginsWith(/^[\x20-\x7e]+$/.test(handle) ? handle : '\0')}`)
			.select('users.id');
	const byName = (db: Db) =>
		db
			.selectFrom('users')
			.where(sql<boolean>`users.display_name like ${beginsWith(name)}`)
			.select('users.id');
	const byNickname = (db: Db) =>
		db
			.selectFrom('members')
			.where('communityId', '=', communityId)
			.where(sql<boolean>`members.nickname like ${beginsWith(name)}`)
			.select('members.userId as id');
	const found = (db: Db) => (name ? byHandle(db).union(byName(db)).union(byNickname(db)) : byHandle(db));
	const keys = (db: Db) =>
		db
			.selectFrom(found(db).as('found'))
			.innerJoin('members', (join) =>
				join.onRef('members.userId', '=', 'found.id').on('members.communityId', '=', communityId)
			)
			.orderBy('members.role')
			.orderBy('members.joinedAt')
			.orderBy('members.userId')
			.limit(size + 1)
			.offset((page - 1) * size)
			.select('members.userId');
	return entries(db, communityId, keys, size);
}

/** A few people for whoever is typing a name: those whose name or handle begins like this. */
export async function peopleLike(db: Db, communityId: string, words: string): Promise<Person[]> {
	const { members } = await membersLike(db, communityId, words, 1, OFFERED);
	return members.map(({ id, name, handle, avatarUrl }) => ({ id, name, handle, avatarUrl }));
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

/** One member as others see them; undefined for people who are not, or no longer, in the community. */
export async function memberOf(db: Db, communityId: string, userId: string): Promise<Member | undefined> {
	const row = await db
		.selectFrom('members')
		.innerJoin('users', 'users.id', 'members.userId')
		.where('members.communityId', '=', communityId)
		.where('members.userId', '=', userId)
		.select([...person, 'members.role', shownName.as('name')])
		.executeTakeFirst();
	return row && toMember(row);
}

/**
 * To whom a community goes that its owner leaves behind: the first of its list of members besides them, by role, then by how
 * long they have been here. Held, and read as it is now: they must not end their account in the same moment.
 */
export async function heirOf(
	trx: Transaction<Schema>,
	communityId: string,
	ownerId: string
): Promise<Member | undefined> {
	const row = await trx
		.selectFrom('members')
		.innerJoin('users', 'users.id', 'members.userId')
		.where('members.communityId', '=', communityId)
		.where('members.userId', '<>', ownerId)
		.where('users.deletedAt', 'is', null)
		.orderBy('members.role')
		.orderBy('members.joinedAt')
		.orderBy('members.userId')
		.limit(1)
		.select([...person, 'members.role', shownName.as('name')])
		.forUpdate()
		.executeTakeFirst();
	return row && toMember(row);
}

/** Who somebody is here, for `viewerId`: a member, or somebody who wrote where the viewer may read; undefined for all others. */
export async function profileOf(
	db: Db,
	communityId: string,
	userId: string,
	viewerId: string
): Promise<Profile | undefined> {
	const row = await db
		.selectFrom('users')
		.leftJoin('members', (join) =>
			join.onRef('members.userId', '=', 'users.id').on('members.communityId', '=', communityId)
		)
		.where('users.id', '=', userId)
		.select([...person, 'users.deletedAt', 'members.role', 'members.joinedAt', shownName.as('name')])
		.executeTakeFirst();
	if (!row || (!row.role && !(await hasWritten(db, communityId, userId, viewerId)))) return undefined;
	const { avatarFile, joinedAt, deletedAt, ...rest } = row;
	return {
		...{ ...rest, avatarUrl: fileUrl(avatarFile) },
		...{ joinedAt: joinedAt?.toISOString() ?? null, isGone: deletedAt !== null }
	};
}

async function hasWritten(db: Db, communityId: string, userId: string, viewerId: string): Promise<boolean> {
	const line = await visibleChannels(db, viewerId)
		.where('channels.communityId', '=', communityId)
		.innerJoin('messages', 'messages.channelId', 'channels.id')
		.where('messages.authorId', '=', userId)
		.select('messages.seq')
		.limit(1)
		.executeTakeFirst();
	return !!line;
}
