import { aboutOf } from '$lib/server/accounts/queries';
import { db } from '$lib/server/db';
import { enterDirect } from '$lib/server/direct/access';
import { sharedServers } from '$lib/server/direct/queries';
import { statusOf } from '$lib/server/realtime/presence';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('app:direct');
	const { viewer, person, isAlone, isBlocked, isGone, isNear } = await enterDirect(locals.viewer, params.userId);
	return {
		...{ person, isAlone, isBlocked, isGone },
		about: await aboutOf(db, person.id),
		status: isNear ? statusOf(person.id) : undefined,
		shared: await sharedServers(db, viewer.id, person.id)
	};
};
