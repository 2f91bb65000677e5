import { occupantsIn } from '$lib/server/calls/occupancy';
import { channelsFor } from '$lib/server/channels/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { rememberVisit } from '$lib/server/last-visited';
import { statusOf } from '$lib/server/realtime/presence';
import { membersPage } from '$lib/server/members/queries';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ params, locals, cookies, depends }) => {
	depends('app:members');
	const access = await enterCommunity(locals.viewer, params.communityId);
	const { community, role, permissions } = access;
	rememberVisit(cookies, community.id);
	const [categories, { members, hasMore }] = await Promise.all([
		channelsFor(db, community.id, access.viewer.id),
		membersPage(db, community.id)
	]);
	const presence = Object.fromEntries(members.map(({ id }) => [id, statusOf(id)]));
	const channels = categories.flatMap((category) => category.channels);
	/** Who is in the calls of channels the viewer sees. */
	const occupants = occupantsIn(channels.map(({ id }) => id));
	return {
		community,
		role,
		permissions: [...permissions],
		categories,
		members,
		presence,
		occupants,
		hasMoreMembers: hasMore
	};
};
