import type { Transaction } from 'kysely';
import { REACTION_LIMIT, type Message } from '$lib/messages/message';
import { areApart } from '../blocks/queries';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import type { Schema } from '../db/schema';
import { refuse } from '../refuse';
import { Wrong } from '../wrong';
import { forViewer } from './belongings';
import { changeLineOnce, standing } from './change';

type Wish = { seq: number; emoji: string; isGiven: boolean };

/** Gives a message an emoji or takes it back; asked for again it changes nothing. Whoever sees a message may, unless one of the two blocked the other. */
export async function react(access: ChannelAccess, { seq, emoji, isGiven }: Wish): Promise<Message> {
	const { channel, viewer } = access;
	const found = await standing(access, seq);
	if (!access.isInCommunity() && !access.mayWrite) refuse('not-allowed');
	if (await areApart(db, viewer.id, found.author.id)) refuse('not-allowed');
	const reaction = { userId: viewer.id, emoji, isGiven };
	const place = { channelId: channel.id, seq, emoji, userId: viewer.id };
	const apply = (trx: Transaction<Schema>) => (isGiven ? give(trx, place) : takeBack(trx, place));
	const message = await changeLineOnce(access, found, apply, { reaction });
	return (await forViewer(db, channel.id, [message], viewer.id))[0]!;
}

type Given = { channelId: string; seq: number; emoji: string; userId: string };

async function give(trx: Transaction<Schema>, given: Given): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await trx
		.insertInto('reactions')
		.ignore()
		.values({ ...given, createdAt: new Date() })
		.executeTakeFirst();
	if (numInsertedOrUpdatedRows !== 1n) return false;
	const { count } = await trx
		.selectFrom('reactions')
		.where('channelId', '=', given.channelId)
		.where('seq', '=', given.seq)
		.select(({ fn }) => fn.count<number>('emoji').distinct().as('count'))
		.executeTakeFirstOrThrow();
	if (Number(count) > REACTION_LIMIT)
		throw new Wrong('emoji', `A message can have up to ${REACTION_LIMIT} different emoji.`);
	return true;
}

async function takeBack(trx: Transaction<Schema>, { channelId, seq, emoji, userId }: Given): Promise<boolean> {
	const { numDeletedRows } = await trx
		.deleteFrom('reactions')
		.where('channelId', '=', channelId)
		.where('seq', '=', seq)
		.where('emoji', '=', emoji)
		.where('userId', '=', userId)
		.executeTakeFirst();
	return numDeletedRows > 0n;
}
