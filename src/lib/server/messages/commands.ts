import { randomUUID } from 'node:crypto';
import type { Transaction } from 'kysely';
import type { MessageDraft } from '$lib/messages/forms';
import type { Message } from '$lib/messages/message';
import { outranks } from '$lib/permissions';
import { record } from '../audit/record';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { roleOf } from '../members/queries';
import { announce } from '../realtime/advance';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { forget } from '../search/forget';
import { noticeChange } from '../search/indexing';
import { advance } from './advance';
import { appendLine } from './append';
import { messageAt } from './queries';

/** Writes the next line of the channel, then tells everyone who has it open. A repeated nonce answers with the first message. */
export async function postMessage(access: ChannelAccess, draft: MessageDraft): Promise<Message> {
	if (!access.mayWrite) refuse('not-allowed');
	const { viewer, channel } = access;
	const nonce = draft.nonce ?? randomUUID();
	const createdAt = new Date();
	const { seq, rev, isRepeat } = await appendLine(channel.id, {
		authorId: viewer.id,
		body: draft.body,
		nonce,
		createdAt
	});
	if (isRepeat) return tellAgain(channel.id, channel.communityId, (await messageAt(db, channel.id, seq))!);
	noticeChange(channel.id);
	const { id, name, avatarUrl } = viewer;
	const message: Message = {
		seq,
		rev,
		body: draft.body,
		author: { id, name, avatarUrl },
		createdAt: createdAt.toISOString(),
		editedAt: null,
		deletedAt: null,
		deletedBy: null
	};
	publish(`channel:${channel.id}`, { type: 'message.created', channelId: channel.id, rev, nonce, message });
	announce(channel.id, channel.communityId, seq);
	return message;
}

/**
 * For a change that was asked for before. Whoever asked then may have been lost together with the news of it, so it is told
 * again, under the number it has: who knows it already does nothing.
 */
function tellAgain(channelId: string, communityId: string, message: Message): Message {
	publish(`channel:${channelId}`, { type: 'message.changed', channelId, rev: message.rev, message });
	announce(channelId, communityId, message.seq);
	return message;
}

async function change(
	access: ChannelAccess,
	seq: number,
	apply: (trx: Transaction<Schema>, rev: number) => Promise<void>
) {
	const channelId = access.channel.id;
	const message = await retrying(() =>
		db.transaction().execute(async (trx) => {
			const { rev } = await advance(trx, channelId);
			await forget(trx, channelId, seq);
			await apply(trx, rev);
			return (await messageAt(trx, channelId, seq))!;
		})
	);
	noticeChange(channelId);
	publish(`channel:${channelId}`, { type: 'message.changed', channelId, rev: message.rev, message });
	return message;
}

/** The message at `seq`, if it is still there to be changed. */
async function standing(access: ChannelAccess, seq: number): Promise<Message> {
	const found = await messageAt(db, access.channel.id, seq);
	if (!found || found.deletedAt) refuse('not-found');
	return found;
}

/** Puts new words in the viewer's own message. */
export async function editMessage(
	access: ChannelAccess,
	{ seq, body }: { seq: number; body: string }
): Promise<Message> {
	const found = await standing(access, seq);
	if (found.author.id !== access.viewer.id || !access.mayWrite) refuse('not-allowed');
	if (found.body === body) return tellAgain(access.channel.id, access.community.id, found);
	return change(access, seq, async (trx, rev) => {
		const { numUpdatedRows } = await trx
			.updateTable('messages')
			.set({ body, rev, editedAt: new Date() })
			.where('channelId', '=', access.channel.id)
			.where('seq', '=', seq)
			.where('deletedAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) refuse('not-found');
	});
}

/** Takes the words of a message away and leaves its place: one's own, or as a moderator that of somebody below. */
export async function removeMessage(access: ChannelAccess, seq: number): Promise<Message> {
	const found = await standing(access, seq);
	const isOthers = found.author.id !== access.viewer.id;
	if (isOthers) {
		access.demand('messages.remove-others');
		// Whoever has left counts as a guest.
		const rank = (await roleOf(db, access.community.id, found.author.id)) ?? 'guest';
		if (!outranks(access.role, rank)) refuse('not-allowed');
	}
	return change(access, seq, async (trx, rev) => {
		const { numUpdatedRows } = await trx
			.updateTable('messages')
			.set({ body: '', rev, deletedAt: new Date(), deletedBy: access.viewer.id })
			.where('channelId', '=', access.channel.id)
			.where('seq', '=', seq)
			.where('deletedAt', 'is', null)
			.executeTakeFirst();
		if (numUpdatedRows !== 1n) refuse('not-found');
		if (isOthers)
			await record(trx, access, {
				action: 'message.removed',
				target: found.author,
				detail: `in #${access.channel.name}`
			});
	});
}
