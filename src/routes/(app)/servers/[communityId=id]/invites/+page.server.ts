import { redirect } from '@sveltejs/kit';
import { fail, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { newInvite } from '$lib/invites/invite';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { createInvite } from '$lib/server/invites/commands';
import { livingInvites } from '$lib/server/invites/queries';
import { formOf } from '$lib/server/forms';
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
		const form = await superValidate(await formOf(request), zod4(newInvite));
		const access = await enterCommunity(locals.viewer, params.communityId);
		if (!form.valid) return fail(400, { form });
		await createInvite(access, form.data);
		redirect(303, `/servers/${access.community.id}/invites`);
	}
};
