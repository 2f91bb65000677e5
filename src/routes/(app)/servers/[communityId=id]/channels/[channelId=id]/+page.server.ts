import { enterChannel } from '$lib/server/channels/access';
import { historyPage, messageDoors } from '$lib/server/messages/doors';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
	return { channel: access.channel, ...(await historyPage(access, url)) };
};

const { send, read, edit, remove, react, pin, unpin } = messageDoors(({ locals, params }: RequestEvent) =>
	enterChannel(locals.viewer, params.channelId, params.communityId)
);

export const actions: Actions = { send, read, edit, remove, react, pin, unpin };
