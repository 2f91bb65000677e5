import { fail, redirect } from '@sveltejs/kit';
import { removal } from '$lib/members/forms';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { readForm } from '$lib/server/forms';
import { ban } from '$lib/server/members/commands';
import { memberBelow } from '$lib/server/members/standing';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('members.ban');
	return { target: await memberBelow(db, access.role, access.community.id, params.userId) };
};

export const actions: Actions = {
	ban: async ({ params, locals, request }) => {
		const form = await readForm(request, removal);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('members.ban');
		if (!form.valid) return fail(400, { removal: form });
		await ban(access, { userId: params.userId, reason: form.data.reason });
		redirect(303, `/servers/${access.community.id}/members`);
	}
};
