import { redirect } from '@sveltejs/kit';
import { generalOf } from '$lib/server/channels/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const { community } = await enterCommunity(locals.viewer, params.communityId);
	const channelId = (await generalOf(db, community.id)) ?? refuse('not-found');
	redirect(303, `/servers/${community.id}/channels/${channelId}`);
};
