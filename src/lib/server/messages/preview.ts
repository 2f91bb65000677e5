import type { Preview } from '$lib/direct/conversation';
import { callWords } from '$lib/messages/call-words';
import { excerptOf } from '$lib/messages/calls';
import type { Message } from '$lib/messages/message';

/** The first words of a line, for where it is listed: what it says, what became of a call, or its files. */
export const wordsOf = ({
	body,
	call,
	files
}: Pick<Message, 'body' | 'call'> & { files?: readonly { name: string }[] }) =>
	call ? callWords(call) : excerptOf(body, files);

/** A line as the list of conversations shows it. */
export const previewOf = (message: Message): Preview => ({
	...{ seq: message.seq, rev: message.rev, authorId: message.author.id },
	...{ excerpt: wordsOf(message), at: message.createdAt }
});
