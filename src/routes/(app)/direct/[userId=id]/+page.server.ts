import { randomUUID } from 'node:crypto';
import { messageDraft } from '$lib/messages/forms';
import { enterConversation, enterDirect } from '$lib/server/direct/access';
import { startDirect } from '$lib/server/direct/starting';
import { historyPage, leadToEnd, messageDoor, messageDoors } from '$lib/server/messages/doors';
import { statusOf } from '$lib/server/realtime/presence';
import { markDoors } from '$lib/server/unread/doors';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, depends }) => {
	depends('app:direct');
	const access = await enterDirect(locals.viewer, params.userId);
	const { person, conversation, isAlone, isBlocked, isGone, isNear, mayWrite } = access;
	return {
		...{ person, isAlone, isBlocked, isGone, mayWrite },
		status: isNear ? statusOf(person.id) : undefined,
		nonce: randomUUID(),
		/** What was said; null until something was. */
		history: conversation && {
			channel: conversation.channel,
			permissions: [...conversation.permissions],
			...(await historyPage(conversation, url))
		}
	};
};

const enter = ({ locals, params }: RequestEvent) => enterConversation(locals.viewer, params.userId);
const { edit, remove, react, pin, unpin } = messageDoors(enter);
const { read, unread, mute, unmute } = markDoors(enter);
/** The first message makes the conversation; for everything else there must be one. */
const send = messageDoor(
	({ locals, params }: RequestEvent) => enterDirect(locals.viewer, params.userId),
	'sent',
	messageDraft,
	startDirect,
	async (event, message) => leadToEnd(await enter(event), event.url, message)
);

export const actions: Actions = { send, edit, remove, react, pin, unpin, read, unread, mute, unmute };
