import { enterChannel } from '$lib/server/channels/access';
import { messageDoors, pinsPage } from '$lib/server/messages/doors';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
	return { channel: access.channel, ...(await pinsPage(access)) };
};

const { unpin } = messageDoors(
	({ locals, params }: RequestEvent) => enterChannel(locals.viewer, params.channelId, params.communityId),
	({ url }) => url.pathname
);

export const actions: Actions = { unpin };
