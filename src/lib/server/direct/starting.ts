import type { MessageDraft } from '$lib/messages/forms';
import type { Message } from '$lib/messages/message';
import { enterChannel } from '../channels/access';
import { postMessage } from '../messages/commands';
import { refuse } from '../refuse';
import type { PairAccess } from './access';
import { beginConversation } from './commands';

/** Says something to somebody; with the first message their conversation begins. */
export async function startDirect(access: PairAccess, draft: MessageDraft): Promise<Message> {
	if (!access.conversation && draft.replyTo) refuse('not-found'); // there is nothing to answer yet
	const conversation = access.conversation ?? (await enterChannel(access.viewer, await beginConversation(access)));
	return postMessage(conversation, draft);
}
