import { redirect } from '@sveltejs/kit';
import { generalOf } from '$lib/server/channels/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { wantsPage } from '$lib/server/forms';
import { refuse } from '$lib/server/refuse';
import { markCommunityRead } from '$lib/server/unread/commands';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const { community } = await enterCommunity(locals.viewer, params.communityId);
	const channelId = (await generalOf(db, community.id)) ?? refuse('not-found');
	redirect(303, `/servers/${community.id}/channels/${channelId}`);
};

export const actions: Actions = {
	read: async ({ params, locals, request, url }) => {
		const marks = await markCommunityRead(await enterCommunity(locals.viewer, params.communityId));
		if (wantsPage(request)) redirect(303, url.pathname);
		return { marks };
	}
};
