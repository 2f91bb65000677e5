import { sql } from 'kysely';
import type { Channel } from '$lib/channels/channel';
import type { ChannelChange, ChannelDraft, ChannelPlace } from '$lib/channels/forms';
import { record } from '../audit/record';
import type { CommunityAccess } from '../communities/access';
import { inTurn } from '../communities/in-turn';
import { db, isDuplicate } from '../db';
import { newId } from '../db/id';
import { publish } from '../realtime/bus';
import { revokeChannel } from '../realtime/hub';
import { refuse } from '../refuse';
import { Wrong } from '../wrong';
import type { CommunityChannelAccess } from './access';
import { granteesOf, keepsItsMaker, writeGrants } from './grants';
import { closeGaps, putInto } from './places';
import { channelFor, channelsById, headOf, seersOf } from './queries';
import { structureChange, type Maker } from './structure-change';
import { wordsOfChange } from './words';

/** More would be a search, not a list. */
const MOST_CHANNELS = 500;

const tell = (channels: Channel[]) => {
	for (const channel of channels) publish(`head:${channel.id}`, { type: 'channel.changed', channel });
};

const namesOnce = (error: unknown): never => {
	// Said alike whether the other one is seen or hidden: the name is all it gives away.
	if (isDuplicate(error, 'channels_living_name')) throw new Wrong('name', 'That name is taken here. Try another one.');
	throw error;
};

async function demandCategory({ trx, communityId }: Maker, categoryId: string): Promise<void> {
	const found = await trx
		.selectFrom('categories')
		.where('id', '=', categoryId)
		.where('communityId', '=', communityId)
		.select('id')
		.executeTakeFirst();
	if (!found) throw new Wrong('categoryId', 'That category is gone. Choose another one.');
}

/** The channel as whoever changes it sees it now, under the community's lock. */
async function standing({ trx }: Maker, { channel, viewer }: CommunityChannelAccess): Promise<Channel> {
	const found = await channelFor(trx, channel.id, viewer.id);
	return found?.community ? found.channel : refuse('not-found');
}

/** Makes a channel at the end of its category; everybody who may see it hears it from its first line on. */
export async function createChannel(access: CommunityAccess, draft: ChannelDraft): Promise<Channel> {
	access.demand('channels.manage');
	const id = await newId();
	const communityId = access.community.id;
	const commit = () =>
		structureChange(access, 'channels.manage', async (maker) => {
			const { trx, role } = maker;
			const { living } = await trx
				.selectFrom('channels')
				.where('communityId', '=', communityId)
				.where('livingName', 'is not', null)
				.select(sql<string>`count(*)`.as('living'))
				.executeTakeFirstOrThrow();
			if (Number(living) >= MOST_CHANNELS)
				throw new Wrong(
					'name',
					`A server can have up to ${MOST_CHANNELS} channels. Delete one that is not needed any more.`
				);
			await demandCategory(maker, draft.categoryId);
			const grantees = await granteesOf(trx, communityId, draft);
			keepsItsMaker(draft, grantees, { id: access.viewer.id, role });
			const { kind, name, topic, categoryId, isPrivate, isReadOnly } = draft;
			await trx
				.insertInto('channels')
				.values({ id, communityId, categoryId, kind, name, topic, isPrivate, isReadOnly, createdAt: new Date() })
				.execute()
				.catch(namesOnce);
			await writeGrants(trx, id, grantees);
			const changed = await putInto(trx, { id, categoryId }, { categoryId, before: '' });
			const detail = [kind, ...(isPrivate ? ['private'] : []), ...(isReadOnly ? ['read-only'] : [])].join(', ');
			await record(trx, access, { action: 'channel.created', target: { id, name }, detail });
			return channelsById(trx, [...new Set([id, ...changed])]);
		});
	return inTurn(communityId, async () => {
		const changed = await revokeChannel({ id, communityId }, commit, (ids) => seersOf(db, id, ids));
		tell(changed);
		return changed.find((channel) => channel.id === id)!;
	});
}

/** Decides who hears a channel while nobody does. When something was said in it meanwhile, they are told to ask what. */
async function unheard<T>({ id, communityId, rev }: Channel, commit: () => Promise<T>): Promise<T> {
	try {
		return await revokeChannel({ id, communityId }, commit, (ids) => seersOf(db, id, ids));
	} finally {
		if ((await headOf(db, id)).rev !== rev) publish(`head:${id}`, { type: 'unread.stale' });
	}
}

/** Changes what a channel is called, says of itself, and who may see it or write in it. */
export async function editChannel(access: CommunityChannelAccess, change: ChannelChange): Promise<Channel> {
	access.demand('channels.manage');
	const { channel, viewer } = access;
	const { id, communityId } = channel;
	if (channel.isGeneral && change.isPrivate)
		throw new Wrong('isPrivate', `Everyone sees #${channel.name}, so it cannot be private.`);
	const commit = () =>
		structureChange(access, 'channels.manage', async (maker) => {
			const { trx, role } = maker;
			const before = await standing(maker, access);
			const { name, topic, isPrivate, isReadOnly, categoryId } = change;
			const grantees = await granteesOf(trx, communityId, change);
			keepsItsMaker(change, grantees, { id: viewer.id, role });
			const isMoved = before.categoryId !== categoryId;
			if (isMoved) await demandCategory(maker, categoryId);
			await trx
				.updateTable('channels')
				.set({ name, topic, isPrivate, isReadOnly })
				.where('id', '=', id)
				.execute()
				.catch(namesOnce);
			const named = await writeGrants(trx, id, grantees);
			const moved = isMoved ? await putInto(trx, before, { categoryId, before: '' }) : [];
			const detail = wordsOfChange(before, change, named);
			if (detail) await record(trx, access, { action: 'channel.edited', target: { id, name }, detail });
			return channelsById(trx, [...new Set([id, ...moved])]);
		});
	return inTurn(communityId, async () => {
		const now = (await channelFor(db, id, viewer.id)) ?? refuse('not-found');
		// Nobody's hearing can change where everybody sees it, before and after.
		const isForAll = !now.channel.isPrivate && !change.isPrivate;
		const changed = isForAll ? await commit() : await unheard({ ...channel, rev: now.channel.rev }, commit);
		tell(changed);
		return changed.find((one) => one.id === id)!;
	});
}

/** Puts a channel in front of another one that the viewer sees, or at the end of a category. */
export async function moveChannel(access: CommunityChannelAccess, place: ChannelPlace): Promise<void> {
	access.demand('channels.manage');
	const { id, communityId, name } = access.channel;
	const commit = () =>
		structureChange(access, 'channels.manage', async (maker) => {
			const channel = await standing(maker, access);
			await demandCategory(maker, place.categoryId);
			if (place.before) {
				const next = await channelFor(maker.trx, place.before, access.viewer.id);
				if (next?.channel.communityId !== communityId || next.channel.categoryId !== place.categoryId)
					refuse('not-found');
			}
			if (place.before === id) return [];
			const changed = await putInto(maker.trx, channel, place);
			if (changed.length > 0) await record(maker.trx, access, { action: 'channel.moved', target: { id, name } });
			return channelsById(maker.trx, changed);
		});
	await inTurn(communityId, async () => tell(await commit()));
}

/** Takes a channel away for everybody. What was written in it stays in the database and is shown to nobody. */
export async function deleteChannel(access: CommunityChannelAccess): Promise<void> {
	access.demand('channels.manage');
	const { id, communityId, isGeneral } = access.channel;
	if (isGeneral) refuse('not-allowed');
	const commit = () =>
		structureChange(access, 'channels.manage', async (maker) => {
			const { trx } = maker;
			const { name, categoryId } = await standing(maker, access);
			await trx.updateTable('channels').set({ deletedAt: new Date() }).where('id', '=', id).execute();
			await record(trx, access, { action: 'channel.deleted', target: { id, name } });
			return channelsById(trx, categoryId ? await closeGaps(trx, categoryId) : []);
		});
	await inTurn(communityId, async () =>
		tell(await revokeChannel({ id, communityId }, commit, (ids) => seersOf(db, id, ids)))
	);
}
