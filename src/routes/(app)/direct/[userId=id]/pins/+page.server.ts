import { enterConversation, enterDirect } from '$lib/server/direct/access';
import { messageDoors, pinsPage } from '$lib/server/messages/doors';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { person, conversation } = await enterDirect(locals.viewer, params.userId);
	return { person, ...(await pinsPage(conversation ?? refuse('not-found'))) };
};

const { unpin } = messageDoors(
	({ locals, params }: RequestEvent) => enterConversation(locals.viewer, params.userId),
	({ url }) => url.pathname
);

export const actions: Actions = { unpin };
