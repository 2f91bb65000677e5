import { aboutOf } from '$lib/server/accounts/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { profileOf } from '$lib/server/members/queries';
import { statusOf } from '$lib/server/realtime/presence';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, depends }) => {
	depends('app:members');
	const { community, role, viewer } = await enterCommunity(locals.viewer, params.communityId);
	const profile = (await profileOf(db, community.id, params.userId, viewer.id)) ?? refuse('not-found');
	return {
		...{ profile, about: await aboutOf(db, profile.id) },
		...{ mine: role, status: profile.role ? statusOf(profile.id) : undefined }
	};
};
