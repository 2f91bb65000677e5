import { redirect } from '@sveltejs/kit';
import { fail, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { newInvite } from '$lib/invites/invite';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { createInvite } from '$lib/server/invites/commands';
import { livingInvites } from '$lib/server/invites/queries';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	const mine = access.may('invites.see-all') ? undefined : access.viewer.id;
	return {
		form: await superValidate(zod4(newInvite)),
		invites: await livingInvites(db, access.community.id, mine),
		origin: url.origin
	};
};

export const actions: Actions = {
	create: async ({ params, locals, request }) => {
		const form = await superValidate(request, zod4(newInvite));
		if (!form.valid) return fail(400, { form });
		const access = await enterCommunity(locals.viewer, params.communityId);
		await createInvite(access, form.data);
		redirect(303, `/servers/${access.community.id}/invites`);
	}
};
