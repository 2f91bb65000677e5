import { sql } from 'kysely';
import { SEARCH_LIMIT } from '$lib/members/limits';
import type { ChannelTarget, Targets } from '$lib/palette/target';
import { visibleChannels } from '../channels/queries';
import type { Db } from '../db';
import { conversationsOf, peopleLike } from '../direct/queries';
import { contains } from '../members/queries';

/** Channels and people an answer names: of those that fit, and of those that are there before anything is typed. */
const FITTING = 20;
const NEAREST = 200;

/** Channels the viewer sees whose name has these words in it, in any of their servers; those that begin with them first. */
async function channelsLike(db: Db, viewerId: string, words: string): Promise<ChannelTarget[]> {
	const rows = await visibleChannels(db, viewerId)
		.$if(words !== '', (query) => query.where(sql<boolean>`channels.name like ${contains(words)}`))
		.$if(words !== '', (query) => query.orderBy(sql`locate(${words}, channels.name)`))
		.orderBy('members.position')
		.orderBy('communities.id')
		.orderBy('channels.position')
		.limit(words === '' ? NEAREST : FITTING)
		.select(['channels.id', 'channels.communityId', 'channels.name', 'channels.kind'])
		.select(['channels.isPrivate', 'channels.isReadOnly', 'communities.name as communityName'])
		.execute();
	return rows.map(({ communityId, isPrivate, isReadOnly, ...row }) => ({
		...row,
		communityId: communityId!,
		isPrivate: isPrivate === 1,
		isReadOnly: isReadOnly === 1
	}));
}

/** Where somebody may jump to who typed this: what fits the words or, before there are any, what is nearest. */
export async function targetsFor(db: Db, viewerId: string, words: string): Promise<Targets> {
	const asked = words.replace(/^[#@]/, '').trim();
	const [channels, people] = await Promise.all([
		channelsLike(db, viewerId, asked),
		asked
			? peopleLike(db, viewerId, words.slice(0, SEARCH_LIMIT))
			: conversationsOf(db, viewerId).then((all) => all.map(({ person }) => person))
	]);
	return { channels, people };
}
