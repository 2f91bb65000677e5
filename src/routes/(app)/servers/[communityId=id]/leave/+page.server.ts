import { fail, redirect } from '@sveltejs/kit';
import { enterCommunity } from '$lib/server/communities/access';
import { formOf } from '$lib/server/forms';
import { leaveCommunity } from '$lib/server/members/commands';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, depends }) => {
	depends('app:members');
	const { role } = await enterCommunity(locals.viewer, params.communityId);
	return { isOwner: role === 'owner' };
};

export const actions: Actions = {
	leave: async ({ params, locals, request }) => {
		await formOf(request);
		const access = await enterCommunity(locals.viewer, params.communityId);
		if (access.role === 'owner') return fail(400, { isRefused: true });
		await leaveCommunity(access);
		redirect(303, '/');
	}
};
