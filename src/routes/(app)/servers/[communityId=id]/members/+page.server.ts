import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { memberCount, membersPage } from '$lib/server/members/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const { community } = await enterCommunity(locals.viewer, params.communityId);
	const asked = Number(url.searchParams.get('page'));
	const page = Number.isInteger(asked) && asked > 0 && asked < 10_000 ? asked : 1;
	const [{ members, hasMore }, count] = await Promise.all([
		membersPage(db, community.id, page),
		memberCount(db, community.id)
	]);
	return { everyone: members, count, page, hasMore };
};
