import { fail, redirect } from '@sveltejs/kit';
import { codeIn } from '$lib/invites/invite';
import { communitiesOf } from '$lib/server/communities/queries';
import { db } from '$lib/server/db';
import { formOf } from '$lib/server/forms';
import { lastVisited } from '$lib/server/last-visited';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, cookies, url }) => {
	// "/?join" is where an invite can be pasted, also for people who have servers.
	if (url.searchParams.has('join') || url.searchParams.has('/find')) return { isJoining: true };
	const communities = await communitiesOf(db, locals.viewer!.id);
	const last = lastVisited(cookies);
	const home = communities.find(({ id }) => id === last) ?? communities[0];
	if (home) redirect(303, `/servers/${home.id}`);
	return { isJoining: false };
};

export const actions: Actions = {
	/** Leads to the invite that was pasted; joining is decided there. */
	find: async ({ request }) => {
		const pasted = (await formOf(request)).get('invite');
		const code = typeof pasted === 'string' ? codeIn(pasted) : null;
		if (!code)
			return fail(400, {
				invite: typeof pasted === 'string' ? pasted.slice(0, 200) : '',
				problem: pasted ? 'That invite isn’t complete. Check the last letters.' : 'Paste an invite first.'
			});
		redirect(303, `/invite/${code}`);
	}
};
