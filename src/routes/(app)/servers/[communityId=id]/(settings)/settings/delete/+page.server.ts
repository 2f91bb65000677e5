import { fail, redirect } from '@sveltejs/kit';
import { communityEnd } from '$lib/communities/forms';
import { enterCommunity } from '$lib/server/communities/access';
import { deleteCommunity } from '$lib/server/communities/deletion';
import { readForm } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, depends }) => {
	depends('app:members');
	(await enterCommunity(locals.viewer, params.communityId)).demand('community.delete');
};

export const actions: Actions = {
	delete: async ({ params, locals, request }) => {
		const form = await readForm(request, communityEnd);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('community.delete');
		const typed = form.valid ? form.data.name : (form.data.name ?? '').slice(0, 200);
		if (typed !== access.community.name)
			return fail(400, { typed, problem: 'That is not its name. Type it exactly as it is written above.' });
		await deleteCommunity(access);
		redirect(303, '/');
	}
};
