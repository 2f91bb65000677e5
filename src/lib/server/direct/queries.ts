import { sql, type SqlBool } from 'kysely';
import { LIST_LIMIT, PEOPLE_LIMIT, type Conversation } from '$lib/direct/conversation';
import type { Person } from '$lib/members/people';
import { excerptOf } from '$lib/messages/calls';
import type { CallLine } from '$lib/messages/message';
import { cleanLine } from '$lib/text';
import { directChannels } from '../channels/queries';
import type { Db } from '../db';
import { fileUrl } from '../files/url';
import { beginsWith } from '../members/queries';
import { filesAt } from '../uploads/queries';
import { pairKey } from './pair';

type Row = { id: string; handle: string; displayName: string; avatarFile: string | null };
const toPerson = ({ id, handle, displayName, avatarFile }: Row): Person => ({
	...{ id, handle, name: displayName },
	avatarUrl: fileUrl(avatarFile)
});
const person = ['users.id', 'users.handle', 'users.displayName', 'users.avatarFile'] as const;

/** SQL for "these two are in a server together"; `users` is one of them. */
const isNear = (userId: string) => sql<number>`exists (
	select 1 from members as mine
	join members as theirs on theirs.community_id = mine.community_id and theirs.user_id = users.id
	join communities on communities.id = mine.community_id and communities.deleted_at is null
	where mine.user_id = ${userId} and mine.user_id <> users.id
)`;

/** SQL for "these two have a conversation". */
const haveTalked = (userId: string) => sql<number>`exists (
	select 1 from participants as mine
	join participants as theirs on theirs.channel_id = mine.channel_id and theirs.user_id = users.id
	where mine.user_id = ${userId}
)`;

const isBlockedBy = (userId: string) =>
	sql<number>`exists (select 1 from blocks where blocker_id = ${userId} and blocked_id = users.id)`;
const hasBlocked = (userId: string) =>
	sql<number>`exists (select 1 from blocks where blocker_id = users.id and blocked_id = ${userId})`;

/** What lies between two people, of whom the first one asks. */
export type Between = {
	person: Person;
	/** Their conversation, once they have one. */
	channelId: string | null;
	isNear: boolean;
	/** Who does not want to hear from whom. */
	isBlocked: boolean;
	isBlocking: boolean;
	/** The other one has no account any more. */
	isGone: boolean;
};

/** What lies between two people; undefined when nothing lets the first one know of the second. */
export async function betweenTwo(db: Db, viewerId: string, userId: string): Promise<Between | undefined> {
	const row = await db
		.selectFrom('users')
		.leftJoin('channels', (join) => join.on('channels.pairKey', '=', pairKey(viewerId, userId)))
		.where('users.id', '=', userId)
		.select([...person, 'users.deletedAt', 'channels.id as channelId'])
		.select([
			isNear(viewerId).as('isNear'),
			isBlockedBy(viewerId).as('isBlocked'),
			hasBlocked(viewerId).as('isBlocking')
		])
		.executeTakeFirst();
	if (!row) return undefined;
	const found = {
		person: toPerson(row),
		channelId: row.channelId,
		isNear: row.isNear === 1,
		isBlocked: row.isBlocked === 1,
		isBlocking: row.isBlocking === 1,
		isGone: row.deletedAt !== null
	};
	const mayStart = !found.isGone && (found.isNear || userId === viewerId);
	return found.channelId || found.isBlocked || mayStart ? found : undefined;
}

/** The conversation of two people, once they have one. */
export async function channelOfPair(db: Db, viewerId: string, userId: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('channels')
		.where('pairKey', '=', pairKey(viewerId, userId))
		.select('id')
		.executeTakeFirst();
	return row?.id;
}

/** Who of these two hears their conversation, and whether they may write there. */
export async function hearersOf(db: Db, channelId: string, userIds: string[]): Promise<Map<string, boolean>> {
	if (userIds.length === 0) return new Map();
	const rows = await directChannels(db, userIds)
		.where('participants.channelId', '=', channelId)
		.select('participants.userId')
		.execute();
	return new Map(rows.map(({ userId, isCut }) => [userId, isCut === 0]));
}

/** SQL for a person's conversations with whoever is the other one in each: oneself, where nobody else is. */
function conversations(db: Db, userId: string) {
	return db
		.selectFrom('participants')
		.innerJoin('channels', 'channels.id', 'participants.channelId')
		.leftJoin('participants as others', (join) =>
			join.onRef('others.channelId', '=', 'participants.channelId').onRef('others.userId', '<>', 'participants.userId')
		)
		.innerJoin('users', (join) => join.on(sql<SqlBool>`users.id = coalesce(others.user_id, participants.user_id)`))
		.where('participants.userId', '=', userId);
}

const saidIn = (row: { body: string; callLine: string | null; deletedAt: Date | null }) => ({
	body: row.body,
	...(row.callLine && !row.deletedAt && { call: JSON.parse(row.callLine) as CallLine })
});

/** A person's conversations in which something was said, the latest first, each with its last line. */
export async function conversationsOf(db: Db, userId: string): Promise<Conversation[]> {
	const rows = await conversations(db, userId)
		.innerJoin('messages', (join) =>
			join.onRef('messages.channelId', '=', 'channels.id').onRef('messages.seq', '=', 'channels.lastSeq')
		)
		.orderBy('messages.createdAt', 'desc')
		.orderBy('channels.id', 'desc')
		.limit(LIST_LIMIT)
		.select([...person, 'channels.id as channelId', 'messages.seq', 'messages.rev', 'messages.authorId'])
		.select([
			'messages.body',
			'messages.callLine',
			'messages.deletedAt',
			'messages.createdAt',
			isNear(userId).as('isNear')
		])
		.execute();
	const files = await filesAt(
		db,
		rows.filter(({ body }) => body === '')
	);
	return rows.map((row) => ({
		channelId: row.channelId,
		person: toPerson(row),
		preview: {
			...{ seq: row.seq, rev: row.rev, authorId: row.authorId },
			...{ excerpt: excerptOf({ ...saidIn(row), files: files(row) }), at: row.createdAt.toISOString() }
		},
		isNear: row.isNear === 1
	}));
}

/** The other one in each of these conversations, as far as they are the viewer's own. */
export async function peopleOf(db: Db, userId: string, channelIds: string[]): Promise<Map<string, Person>> {
	if (channelIds.length === 0) return new Map();
	const rows = await conversations(db, userId)
		.where('participants.channelId', 'in', channelIds)
		.select([...person, 'channels.id as channelId'])
		.execute();
	return new Map(rows.map((row) => [row.channelId, toPerson(row)]));
}

/** People a viewer may write to whose name or handle begins like this: those of their servers, and those they talked with. */
export async function peopleLike(db: Db, viewerId: string, words: string): Promise<Person[]> {
	const asked = cleanLine(words);
	const name = asked.startsWith('@') ? '' : asked;
	const handle = asked.replace(/^@/, '').toLowerCase();
	if (!handle) return [];
	// One index each. Handles are plain ASCII: anything else can only be part of a name.
	const byHandle = db
		.selectFrom('users')
		.where(sql<boolean>`users.handle like ${beginsWith(/^[\x20-\x7e]+$/.test(handle) ? handle : '\0')}`)
		.select('users.id');
	const byName = db
		.selectFrom('users')
		.where(sql<boolean>`users.display_name like ${beginsWith(name)}`)
		.select('users.id');
	const rows = await db
		.selectFrom((name ? byHandle.union(byName) : byHandle).as('found'))
		.innerJoin('users', 'users.id', 'found.id')
		.where('users.id', '<>', viewerId)
		.where('users.deletedAt', 'is', null)
		.where(({ or }) => or([sql<SqlBool>`${isNear(viewerId)}`, sql<SqlBool>`${haveTalked(viewerId)}`]))
		.orderBy('users.handle')
		.limit(PEOPLE_LIMIT)
		.select(person)
		.execute();
	return rows.map(toPerson);
}

/** The servers two people are in together. */
export async function sharedServers(db: Db, viewerId: string, userId: string): Promise<{ id: string; name: string }[]> {
	if (viewerId === userId) return [];
	return db
		.selectFrom('members as mine')
		.innerJoin('members as theirs', (join) =>
			join.onRef('theirs.communityId', '=', 'mine.communityId').on('theirs.userId', '=', userId)
		)
		.innerJoin('communities', 'communities.id', 'mine.communityId')
		.where('mine.userId', '=', viewerId)
		.where('communities.deletedAt', 'is', null)
		.orderBy('communities.name')
		.select(['communities.id', 'communities.name'])
		.execute();
}
