import { enterCommunity } from '$lib/server/communities/access';
import { searchPage } from '$lib/server/search/page';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, parent }) => {
	const { community, viewer } = await enterCommunity(locals.viewer, params.communityId);
	const { timeZone } = await parent();
	return { search: await searchPage(viewer, url, timeZone, community.id) };
};
