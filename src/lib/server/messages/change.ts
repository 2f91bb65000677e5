import type { Transaction } from 'kysely';
import type { Message } from '$lib/messages/message';
import type { ServerFrame } from '$lib/realtime/protocol';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { announce } from '../realtime/advance';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { forget } from '../search/forget';
import { noticeChange } from '../search/indexing';
import { advance } from './advance';
import { messageAt } from './queries';

type Changed = Extract<ServerFrame, { type: 'message.changed' }>;

/** The message at `seq`, if it is still there to be changed. */
export async function standing({ channel }: ChannelAccess, seq: number): Promise<Message> {
	const found = await messageAt(db, channel.id, seq);
	if (!found || found.deletedAt) refuse('not-found');
	return found;
}

/**
 * For a change that was asked for before. Whoever asked then may have been lost together with the news of it, so it is told
 * again, under the number it has: who knows it already does nothing.
 */
export function tellAgain({ channel }: ChannelAccess, message: Message, reaction?: Changed['reaction']): Message {
	const channelId = channel.id;
	publish(`channel:${channelId}`, {
		type: 'message.changed',
		...{ channelId, rev: message.rev, message },
		...(reaction && { reaction })
	});
	announce({ channelId, communityId: channel.communityId, seq: message.seq });
	return message;
}

/** Changes a line that is not deleted, as the channel's next change, and tells those who have it open. */
export async function changeLine(
	{ channel }: ChannelAccess,
	seq: number,
	apply: (trx: Transaction<Schema>, rev: number) => Promise<void>,
	{ hasOtherWords, reaction }: { hasOtherWords: boolean; reaction?: Changed['reaction'] }
): Promise<Message> {
	const channelId = channel.id;
	const message = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const { rev } = await advance(trx, channelId);
			if (hasOtherWords) await forget(trx, channelId, seq);
			const { numUpdatedRows } = await trx
				.updateTable('messages')
				.set({ rev })
				.where('channelId', '=', channelId)
				.where('seq', '=', seq)
				.where('deletedAt', 'is', null)
				.executeTakeFirst();
			if (numUpdatedRows !== 1n) refuse('not-found');
			await apply(trx, rev);
			return (await messageAt(trx, channelId, seq))!;
		})
	);
	if (hasOtherWords) noticeChange(channelId);
	publish(`channel:${channelId}`, {
		type: 'message.changed',
		...{ channelId, rev: message.rev, message },
		...(reaction && { reaction })
	});
	return message;
}

/** Thrown in a transaction it undoes it: it was so before. */
class Unchanged extends Error {}

/** The same for what may have been done before, which `apply` finds out: then no number is taken, and it is told again. */
export async function changeLineOnce(
	access: ChannelAccess,
	{ seq }: Message,
	apply: (trx: Transaction<Schema>) => Promise<boolean>,
	{ reaction }: { reaction?: Changed['reaction'] } = {}
): Promise<Message> {
	const once = async (trx: Transaction<Schema>) => {
		if (!(await apply(trx))) throw new Unchanged();
	};
	try {
		return await changeLine(access, seq, once, { hasOtherWords: false, reaction });
	} catch (error) {
		if (!(error instanceof Unchanged)) throw error;
		return tellAgain(access, await standing(access, seq), reaction);
	}
}
