import { redirect } from '@sveltejs/kit';
import { SKIP_COOKIE, withSkipped } from '$lib/communities/first-steps';
import { safePath } from '$lib/safe-path';
import { generalOf } from '$lib/server/channels/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { formOf, wantsPage } from '$lib/server/forms';
import { keepInBrowser } from '$lib/server/keep-in-browser';
import { refuse } from '$lib/server/refuse';
import { markCommunityRead } from '$lib/server/unread/commands';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const { community } = await enterCommunity(locals.viewer, params.communityId);
	const channelId = (await generalOf(db, community.id)) ?? refuse('not-found');
	redirect(303, `/servers/${community.id}/channels/${channelId}`);
};

export const actions: Actions = {
	/** Remembers in this browser that its owner needs no first steps here. */
	skipSteps: async ({ params, locals, cookies, request }) => {
		const { community } = await enterCommunity(locals.viewer, params.communityId);
		keepInBrowser(cookies, SKIP_COOKIE, withSkipped(cookies.get(SKIP_COOKIE), community.id));
		redirect(303, safePath((await formOf(request)).get('back'), `/servers/${community.id}`));
	},
	read: async ({ params, locals, request, url }) => {
		const marks = await markCommunityRead(await enterCommunity(locals.viewer, params.communityId));
		if (wantsPage(request)) redirect(303, url.pathname);
		return { marks };
	}
};
