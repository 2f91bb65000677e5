import { randomUUID } from 'node:crypto';
import { redirect } from '@sveltejs/kit';
import { messageDraft } from '$lib/messages/forms';
import { enterConversation, enterDirect } from '$lib/server/direct/access';
import { beginConversation } from '$lib/server/direct/commands';
import { startDirect } from '$lib/server/direct/starting';
import { wantsPage } from '$lib/server/forms';
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

/** Makes the conversation before anything is said in it: files and calls need a place. */
const begin = async ({ locals, params, url, request }: RequestEvent) => {
	const access = await enterDirect(locals.viewer, params.userId);
	const channelId = access.conversation?.channel.id ?? (await beginConversation(access));
	if (wantsPage(request)) redirect(303, url.pathname);
	return { channelId };
};

export const actions: Actions = { begin, send, edit, remove, react, pin, unpin, read, unread, mute, unmute };
