import { randomUUID } from 'node:crypto';
import type { MessageDraft } from '$lib/messages/forms';
import type { Message } from '$lib/messages/message';
import { outranks } from '$lib/permissions';
import type { AttachedFile } from '$lib/uploads/file';
import { record } from '../audit/record';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { roleOf } from '../members/queries';
import { announce } from '../realtime/advance';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { noticeChange } from '../search/indexing';
import { eraseLater, markForErasure } from '../uploads/erase';
import { unsentFiles } from '../uploads/queries';
import { appendLine } from './append';
import { answered } from './belongings';
import { changeLine, standing, tellAgain } from './change';
import { calledBy, callsOf, changeCalls, forgetCalls, mentionsOf, noCalls } from './mentions';
import { previewOf } from './preview';
import { messageAt } from './queries';

/** Writes the next line of the channel, then tells everyone who has it open. A repeated nonce answers with the first message. */
export async function postMessage(access: ChannelAccess, draft: MessageDraft): Promise<Message> {
	if (!access.mayWrite) refuse('not-allowed');
	const { viewer, channel } = access;
	const { body, nonce = randomUUID(), replyTo } = draft;
	const brought = draft.files?.length ? { keys: draft.files, alt: draft.alt ?? {} } : undefined;
	const target = replyTo
		? ((await answered(db, channel.id, [replyTo])).get(replyTo) ?? refuse('not-found'))
		: undefined;
	const calls = await callsOf(access, body, target?.author.id);
	const files = brought && (await unsentFiles(db, { ownerId: viewer.id, channelId: channel.id }, brought.keys));
	const createdAt = new Date();
	const line = {
		...{ authorId: viewer.id, body, nonce, createdAt, calls },
		...(replyTo && { replyTo }),
		...(brought && { files: brought })
	};
	const { seq, rev, isRepeat } = await appendLine(channel.id, line);
	if (isRepeat) return tellAgain(access, (await messageAt(db, channel.id, seq))!);
	noticeChange(channel.id);
	const { id, name, avatarUrl } = viewer;
	const mentions = mentionsOf(calls);
	const message: Message = {
		seq,
		rev,
		body,
		author: { id, name, avatarUrl },
		createdAt: createdAt.toISOString(),
		editedAt: null,
		deletedAt: null,
		deletedBy: null,
		...(target && { replyTo: target }),
		...(mentions && { mentions }),
		...(files && { files: described(files, brought.alt) })
	};
	publish(`channel:${channel.id}`, { type: 'message.created', channelId: channel.id, rev, nonce, message });
	const called = calledBy(message, calls);
	const isCalling = called.people.length + called.wide.length > 0;
	announce({
		...{ channelId: channel.id, communityId: channel.communityId, seq },
		...(isCalling && { called }),
		...(!access.isInCommunity() && { preview: previewOf(message) })
	});
	return message;
}

const described = (files: AttachedFile[], alt: Record<string, string>) =>
	files.map((file) => ({ ...file, ...(alt[file.key] && { alt: alt[file.key] }) }));

/** Puts new words in the viewer's own message. */
export async function editMessage(
	access: ChannelAccess,
	{ seq, body }: { seq: number; body: string }
): Promise<Message> {
	const found = await standing(access, seq);
	if (found.author.id !== access.viewer.id || !access.mayWrite || found.call) refuse('not-allowed');
	if (found.body === body) return tellAgain(access, found);
	const { channel } = access;
	const calls = await callsOf(access, body, found.replyTo?.author.id);
	let now = noCalls;
	const message = await changeLine(
		access,
		seq,
		async (trx) => {
			await trx
				.updateTable('messages')
				.set({ body, editedAt: new Date() })
				.where('channelId', '=', channel.id)
				.where('seq', '=', seq)
				.execute();
			now = await changeCalls(trx, channel.id, seq, calls);
		},
		{ hasOtherWords: true }
	);
	if (found.mentions) announce({ ...placeOf(access), called: calledBy(message, now) });
	tellPreview(access, message);
	return message;
}

/** Takes the words of a message away and leaves its place: one's own, or as a moderator that of somebody below. */
export async function removeMessage(access: ChannelAccess, seq: number): Promise<Message> {
	const found = await standing(access, seq);
	const { channel, viewer } = access;
	const isOthers = found.author.id !== viewer.id;
	if (isOthers) await demandRank(access, found.author.id);
	let files: string[] = [];
	const message = await changeLine(
		access,
		seq,
		async (trx) => {
			files = await markForErasure(trx, { channelId: channel.id, seq });
			await trx
				.updateTable('messages')
				.set({ body: '', deletedAt: new Date(), deletedBy: viewer.id })
				.where('channelId', '=', channel.id)
				.where('seq', '=', seq)
				.execute();
			await forgetCalls(trx, channel.id, seq);
			for (const table of ['reactions', 'pins'] as const)
				await trx.deleteFrom(table).where('channelId', '=', channel.id).where('seq', '=', seq).execute();
			if (isOthers && access.isInCommunity())
				await record(trx, access, {
					action: 'message.removed',
					target: found.author,
					detail: `in #${channel.name}`
				});
		},
		{ hasOtherWords: true }
	);
	eraseLater(files);
	if (found.mentions || found.replyTo) announce({ ...placeOf(access), called: calledBy(message, noCalls) });
	tellPreview(access, message);
	return message;
}

/** A moderator may take the words of people below; nobody may in a direct conversation. */
async function demandRank(access: ChannelAccess, authorId: string): Promise<void> {
	access.demand('messages.remove-others');
	if (!access.isInCommunity()) refuse('not-allowed');
	// Whoever has left counts as a guest.
	const rank = (await roleOf(db, access.community.id, authorId)) ?? 'guest';
	if (!outranks(access.role, rank)) refuse('not-allowed');
}

/** For news of an old line: the channel stands where it stood. */
const placeOf = ({ channel }: ChannelAccess) => ({
	channelId: channel.id,
	communityId: channel.communityId,
	seq: channel.lastSeq
});

/** Another wording of the last line of a direct conversation: the list shows it. */
function tellPreview(access: ChannelAccess, message: Message): void {
	if (access.isInCommunity() || message.seq < access.channel.lastSeq) return;
	announce({ ...placeOf(access), seq: message.seq, preview: previewOf(message) });
}
