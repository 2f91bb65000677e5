import type { Transaction } from 'kysely';
import type { AuditAction } from '$lib/audit/entry';
import { PIN_LIMIT, type Message } from '$lib/messages/message';
import { record } from '../audit/record';
import type { ChannelAccess } from '../channels/access';
import type { Schema } from '../db/schema';
import { Wrong } from '../wrong';
import { changeLineOnce, standing } from './change';

/** Puts a message among those the channel keeps at hand; asked for again it changes nothing. */
export async function pin(access: ChannelAccess, seq: number): Promise<Message> {
	const { channel, viewer } = access;
	return change(access, seq, 'message.pinned', async (trx) => {
		const { numInsertedOrUpdatedRows } = await trx
			.insertInto('pins')
			.ignore()
			.values({ channelId: channel.id, seq, pinnedBy: viewer.id, pinnedAt: new Date() })
			.executeTakeFirst();
		if (numInsertedOrUpdatedRows !== 1n) return false;
		const { count } = await trx
			.selectFrom('pins')
			.where('channelId', '=', channel.id)
			.select(({ fn }) => fn.countAll<number>().as('count'))
			.executeTakeFirstOrThrow();
		if (Number(count) > PIN_LIMIT)
			throw new Wrong('seq', `A channel can have up to ${PIN_LIMIT} pinned messages. Unpin one of them first.`);
		return true;
	});
}

/** Takes it from there. */
export async function unpin(access: ChannelAccess, seq: number): Promise<Message> {
	return change(access, seq, 'message.unpinned', async (trx) => {
		const { numDeletedRows } = await trx
			.deleteFrom('pins')
			.where('channelId', '=', access.channel.id)
			.where('seq', '=', seq)
			.executeTakeFirst();
		return numDeletedRows > 0n;
	});
}

async function change(
	access: ChannelAccess,
	seq: number,
	action: AuditAction,
	apply: (trx: Transaction<Schema>) => Promise<boolean>
): Promise<Message> {
	access.demand('messages.pin');
	const found = await standing(access, seq);
	return changeLineOnce(access, found, async (trx) => {
		const isChanged = await apply(trx);
		if (isChanged && access.isInCommunity())
			await record(trx, access, { action, target: found.author, detail: `in #${access.channel.name}` });
		return isChanged;
	});
}
