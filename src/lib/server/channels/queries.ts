import { sql, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Category, Channel, DirectChannel, Grants } from '$lib/channels/channel';
import type { Community } from '$lib/communities/community';
import type { Head } from '$lib/messages/message';
import { mayWriteIn, type Role } from '$lib/permissions';
import type { Db } from '../db';
import type { Schema } from '../db/schema';
import { fileUrl } from '../files/url';

const columns = [
	'channels.id',
	'channels.communityId',
	'channels.categoryId',
	'channels.kind',
	'channels.name',
	'channels.topic',
	'channels.position',
	'channels.isGeneral',
	'channels.isPrivate',
	'channels.isReadOnly',
	'channels.lastSeq',
	'channels.rev'
] as const;

type Row = Omit<Channel, 'communityId' | 'isGeneral' | 'isPrivate' | 'isReadOnly'> & {
	communityId: string | null;
	isGeneral: number;
	isPrivate: number;
	isReadOnly: number;
};

const toChannel = (row: Row): Channel => ({
	id: row.id,
	communityId: row.communityId!,
	categoryId: row.categoryId,
	kind: row.kind,
	name: row.name,
	topic: row.topic,
	position: row.position,
	isGeneral: row.isGeneral === 1,
	isPrivate: row.isPrivate === 1,
	isReadOnly: row.isReadOnly === 1,
	lastSeq: row.lastSeq,
	rev: row.rev
});

/** SQL for "this member sees this channel": it is open, or they are an admin, or it names their role or themself. */
export function isVisible(
	eb: ExpressionBuilder<Pick<Schema, 'channels' | 'members' | 'channelGrants'>, 'channels' | 'members'>
) {
	const role = sql<string>`case members.role when 'moderator' then 'role:moderator' else 'role:guest' end`;
	const person = sql<string>`concat('user:', members.user_id)`;
	return eb.or([
		eb('channels.isPrivate', '=', false as never),
		eb('members.role', 'in', ['owner', 'admin']),
		eb.exists(
			eb
				.selectFrom('channelGrants')
				.whereRef('channelGrants.channelId', '=', 'channels.id')
				.where((grant) => grant.or([grant('grantee', '=', person), grant('grantee', '=', role)]))
				.select('channelGrants.channelId')
		)
	]);
}

const withRoles = (db: Db, channelId: string, userIds: string[]) =>
	db
		.selectFrom('channels')
		.innerJoin('communities', 'communities.id', 'channels.communityId')
		.innerJoin('members', (join) =>
			join.onRef('members.communityId', '=', 'channels.communityId').on('members.userId', 'in', userIds)
		)
		.where('channels.id', '=', channelId)
		.where('channels.deletedAt', 'is', null)
		.where('communities.deletedAt', 'is', null)
		.where(isVisible)
		.select([
			...columns,
			'members.userId',
			sql<Role | null>`members.role`.as('role'),
			sql<string | null>`communities.name`.as('communityName'),
			sql<string | null>`communities.description`.as('description'),
			'communities.iconFile',
			sql<number>`0`.as('isCut')
		]);

/**
 * Whether nobody writes any more in a direct conversation, of which `participants` is one: one of the two blocked the other, or
 * has no account any more.
 */
const isCut = sql<number>`exists (
	select 1 from participants as other
	join users as person on person.id = other.user_id
	where other.channel_id = participants.channel_id
		and (person.deleted_at is not null or other.user_id <> participants.user_id and exists (
			select 1 from blocks where (blocker_id = participants.user_id and blocked_id = other.user_id)
				or (blocker_id = other.user_id and blocked_id = participants.user_id)
		))
)`;

/** The direct conversations of these people; the caller says which, and what to select. */
export function directChannels(db: Db, userIds: string[]) {
	return db
		.selectFrom('participants')
		.innerJoin('channels', 'channels.id', 'participants.channelId')
		.where('participants.userId', 'in', userIds)
		.select(isCut.as('isCut'));
}

const amongTwo = (db: Db, channelId: string, userIds: string[]) =>
	db
		.selectFrom('channels')
		.innerJoin('participants', 'participants.channelId', 'channels.id')
		.where('channels.id', '=', channelId)
		.where('participants.userId', 'in', userIds)
		.select([
			...columns,
			'participants.userId',
			sql<Role | null>`null`.as('role'),
			sql<string | null>`null`.as('communityName'),
			sql<string | null>`null`.as('description'),
			sql<string | null>`null`.as('iconFile'),
			isCut.as('isCut')
		]);

const lookUp = (db: Db, channelId: string, userIds: string[]) =>
	withRoles(db, channelId, userIds).unionAll(amongTwo(db, channelId, userIds));

// Asked with every message: building it costs more than asking it, so it is built once for each number of people, with names
// where the ids will stand.
const built = new Map<number, ReturnType<ReturnType<typeof lookUp>['compile']>>();

function compiled(db: Db, channelId: string, userIds: string[]) {
	const names = userIds.map((_, index) => `:user${index}`);
	const known = built.get(userIds.length) ?? lookUp(db, ':channel', names).compile();
	built.set(userIds.length, known);
	const values = new Map<unknown, unknown>([
		[':channel', channelId],
		...names.map((name, index) => [name, userIds[index]] as const)
	]);
	const query: typeof known = { ...known, parameters: known.parameters.map((value) => values.get(value) ?? value) };
	return query;
}

/** What somebody is in a channel they see: a role in its community, or one of the two who talk. */
type Standing =
	{ channel: Channel; community: Community; role: Role } | { channel: DirectChannel; community: null; isCut: boolean };

/** A channel with what each of these people is in it; who may not see it is missing, as when it does not exist. */
export async function channelForAll(db: Db, channelId: string, userIds: string[]): Promise<Map<string, Standing>> {
	const { rows } = await db.executeQuery(compiled(db, channelId, userIds));
	return new Map(
		rows.map((row): [string, Standing] => {
			const { userId, communityName, description, iconFile, role, isCut, ...rest } = row;
			const channel = toChannel(rest);
			if (role === null || communityName === null) {
				const direct = { ...channel, communityId: null, kind: 'direct' as const };
				return [userId, { channel: direct, community: null, isCut: isCut === 1 }];
			}
			const community = {
				id: channel.communityId,
				name: communityName,
				description: description ?? '',
				iconUrl: fileUrl(iconFile)
			};
			return [userId, { channel, community, role }];
		})
	);
}

/** A channel with what `userId` is in it; undefined when they may not see it, as when it does not exist. */
export async function channelFor(db: Db, channelId: string, userId: string) {
	return (await channelForAll(db, channelId, [userId])).get(userId);
}

/** Every channel of every community that `userId` sees; the caller says what to select. */
export function visibleChannels(db: Db, userId: string) {
	return db
		.selectFrom('members')
		.innerJoin('communities', 'communities.id', 'members.communityId')
		.innerJoin('channels', 'channels.communityId', 'members.communityId')
		.where('members.userId', '=', userId)
		.where('communities.deletedAt', 'is', null)
		.where('channels.deletedAt', 'is', null)
		.where(isVisible);
}

/** Who of these people sees a channel now, and whether they may write there. */
export async function seersOf(db: Db, channelId: string, userIds: string[]): Promise<Map<string, boolean>> {
	if (userIds.length === 0) return new Map();
	const rows = await db
		.selectFrom('channels')
		.innerJoin('members', 'members.communityId', 'channels.communityId')
		.where('channels.id', '=', channelId)
		.where('channels.deletedAt', 'is', null)
		.where('members.userId', 'in', userIds)
		.where(isVisible)
		.select(['members.userId', 'members.role', 'channels.isReadOnly'])
		.execute();
	return new Map(rows.map(({ userId, role, isReadOnly }) => [userId, mayWriteIn(isReadOnly === 1, role)]));
}

/**
 * Who of these people, by handle or id, sees a channel of a community and so can be called in it; `isBlocked` tells of those
 * who blocked the viewer or whom the viewer blocked.
 */
export async function callable(
	db: Db,
	{ id, communityId }: Channel,
	viewerId: string,
	handles: string[],
	ids: string[]
): Promise<{ id: string; handle: string; name: string; isBlocked: boolean }[]> {
	const byHandle = db
		.selectFrom('users')
		.where('handle', 'in', handles.length > 0 ? handles : [''])
		.select('users.id');
	const byId = db
		.selectFrom('users')
		.where('users.id', 'in', ids.length > 0 ? ids : ['0'])
		.select('users.id');
	const rows = await db
		.selectFrom(byHandle.union(byId).as('asked'))
		.innerJoin('users', 'users.id', 'asked.id')
		.innerJoin('members', (join) =>
			join.onRef('members.userId', '=', 'asked.id').on('members.communityId', '=', communityId)
		)
		.innerJoin('channels', (join) => join.on('channels.id', '=', id))
		.where(isVisible)
		.select(['users.id', 'users.handle', 'users.displayName as name'])
		.select(
			sql<number>`exists (select 1 from blocks where (blocker_id = users.id and blocked_id = ${viewerId})
				or (blocker_id = ${viewerId} and blocked_id = users.id))`.as('isBlocked')
		)
		.execute();
	return rows.map(({ isBlocked, ...row }) => ({ ...row, isBlocked: isBlocked === 1 }));
}

/** The channels `userId` sees in a community, in their categories and order. */
export async function channelsFor(db: Db, communityId: string, userId: string): Promise<Category[]> {
	const [categories, rows] = await Promise.all([
		categoriesOf(db, communityId),
		db
			.selectFrom('channels')
			.innerJoin('members', (join) =>
				join.onRef('members.communityId', '=', 'channels.communityId').on('members.userId', '=', userId)
			)
			.where('channels.communityId', '=', communityId)
			.where('channels.deletedAt', 'is', null)
			.where(isVisible)
			.orderBy('channels.position')
			.orderBy('channels.id')
			.select(columns)
			.execute()
	]);
	return categories.map(({ id, name }) => ({
		id,
		name,
		channels: rows.filter((row) => row.categoryId === id).map(toChannel)
	}));
}

/** These channels as they are now, for telling those who see them. */
export async function channelsById(db: Db, ids: string[]): Promise<Channel[]> {
	if (ids.length === 0) return [];
	const rows = await db.selectFrom('channels').where('id', 'in', ids).select(columns).execute();
	return rows.map(toChannel);
}

/** The names of a community's categories, in their order. */
export async function categoriesOf(db: Db, communityId: string): Promise<{ id: string; name: string }[]> {
	return db
		.selectFrom('categories')
		.where('communityId', '=', communityId)
		.orderBy('position')
		.orderBy('id')
		.select(['id', 'name'])
		.execute();
}

/** Whom a private channel names. */
export async function grantsOf(db: Db, channelId: string): Promise<Grants> {
	const rows = await db
		.selectFrom('channelGrants')
		.innerJoin('channels', 'channels.id', 'channelGrants.channelId')
		.leftJoin('members', (join) =>
			join
				.onRef('members.communityId', '=', 'channels.communityId')
				.on(sql<SqlBool>`channel_grants.grantee like 'user:%'`)
				.on(sql<SqlBool>`members.user_id = cast(substring(channel_grants.grantee, 6) as unsigned)`)
		)
		.leftJoin('users', 'users.id', 'members.userId')
		.where('channelGrants.channelId', '=', channelId)
		.orderBy('users.handle')
		.select(['channelGrants.grantee', 'users.id', 'users.handle'])
		.select(sql<string>`coalesce(members.nickname, users.display_name)`.as('name'))
		.execute();
	return {
		moderators: rows.some(({ grantee }) => grantee === 'role:moderator'),
		people: rows.flatMap(({ id, handle, name }) => (id && handle ? [{ id, handle, name }] : []))
	};
}

/** The channel a community opens with: `general`, which everyone sees. */
export async function generalOf(db: Db, communityId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('channels')
		.where('communityId', '=', communityId)
		.where('isGeneral', '=', true as never)
		.where('deletedAt', 'is', null)
		.select('id')
		.executeTakeFirst();
	return row?.id;
}

/** Where a channel stands now. */
export async function headOf(db: Db, channelId: string): Promise<Head> {
	const { lastSeq, rev } = await db
		.selectFrom('channels')
		.where('id', '=', channelId)
		.select(['lastSeq', 'rev'])
		.executeTakeFirstOrThrow();
	return { seq: lastSeq, rev };
}

/** Whether a channel is there at all, whoever sees it. */
export async function isLiving(db: Db, channelId: string): Promise<boolean> {
	const row = await db
		.selectFrom('channels')
		.leftJoin('communities', 'communities.id', 'channels.communityId')
		.where('channels.id', '=', channelId)
		.where('channels.deletedAt', 'is', null)
		.where('communities.deletedAt', 'is', null)
		.select('channels.id')
		.executeTakeFirst();
	return row !== undefined;
}

/** The channels of a community, or only the private ones, whoever sees them. */
export async function channelIdsOf(db: Db, communityId: string, which: 'all' | 'private' = 'all'): Promise<string[]> {
	const rows = await db
		.selectFrom('channels')
		.where('communityId', '=', communityId)
		.$if(which === 'private', (query) => query.where('isPrivate', '=', true as never))
		.select('id')
		.execute();
	return rows.map(({ id }) => id);
}
