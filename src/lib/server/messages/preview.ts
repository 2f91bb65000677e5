import type { Preview } from '$lib/direct/conversation';
import { excerptOf } from '$lib/messages/calls';
import type { Message } from '$lib/messages/message';

/** A line as the list of conversations shows it. */
export const previewOf = (message: Message): Preview => ({
	...{ seq: message.seq, rev: message.rev, authorId: message.author.id },
	...{ excerpt: excerptOf(message), at: message.createdAt }
});
