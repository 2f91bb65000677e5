import { enterCommunity } from '$lib/server/communities/access';
import type { LayoutServerLoad } from './$types';

/** What the settings pages show around themselves. Each of them decides by itself who may see it. */
export const load: LayoutServerLoad = async ({ params, locals, depends }) => {
	depends('app:members');
	const { community, role, permissions } = await enterCommunity(locals.viewer, params.communityId);
	return { community, role, permissions: [...permissions] };
};
