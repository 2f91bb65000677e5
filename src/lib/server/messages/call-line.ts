import { randomUUID } from 'node:crypto';
import type { CallLine, Message } from '$lib/messages/message';
import type { ChannelAccess } from '../channels/access';
import { db } from '../db';
import { announce } from '../realtime/advance';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { moveMark } from '../unread/moves';
import { readMarkOf } from '../unread/queries';
import { appendLine } from './append';
import { previewOf } from './preview';

/** Writes down what became of a call, as a line without words by whoever called. `knowing` were there: to them it is not new. */
export async function writeCallLine(access: ChannelAccess, call: CallLine, knowing: string[]): Promise<Message> {
	if (!access.mayWrite) refuse('not-allowed');
	const { viewer, channel } = access;
	const [nonce, createdAt] = [randomUUID(), new Date()];
	const { seq, rev } = await appendLine(channel.id, { authorId: viewer.id, body: '', nonce, createdAt, call });
	const { id, name, avatarUrl } = viewer;
	const message: Message = {
		...{ seq, rev, body: '', call, author: { id, name, avatarUrl }, createdAt: createdAt.toISOString() },
		...{ editedAt: null, deletedAt: null, deletedBy: null }
	};
	publish(`channel:${channel.id}`, { type: 'message.created', channelId: channel.id, rev, nonce, message });
	announce({ channelId: channel.id, communityId: channel.communityId, seq, preview: previewOf(message) });
	for (const userId of knowing) await readBy(userId, channel.id, seq);
	return message;
}

/** Nobody has to read what they have just done; what stands before it stays unread. */
async function readBy(userId: string, channelId: string, seq: number): Promise<void> {
	const { readSeq } = await readMarkOf(db, userId, channelId);
	if (readSeq !== seq - 1) return;
	const mark = await moveMark(db, userId, channelId, { to: 'read', seq });
	publish(`user:${userId}`, { type: 'read.moved', ...mark });
}
