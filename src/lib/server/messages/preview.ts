import type { Preview } from '$lib/direct/conversation';
import { callWords } from '$lib/messages/call-words';
import { excerptOf } from '$lib/messages/calls';
import type { Message } from '$lib/messages/message';

/** The first words of a line, for where it is listed: what it says, or what became of a call. */
export const wordsOf = ({ body, call }: Pick<Message, 'body' | 'call'>) => (call ? callWords(call) : excerptOf(body));

/** A line as the list of conversations shows it. */
export const previewOf = (message: Message): Preview => ({
	...{ seq: message.seq, rev: message.rev, authorId: message.author.id },
	...{ excerpt: wordsOf(message), at: message.createdAt }
});
