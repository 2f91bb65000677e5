import { fail, redirect } from '@sveltejs/kit';
import { somebody } from '$lib/members/forms';
import { bansPage } from '$lib/server/bans/queries';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { readForm } from '$lib/server/forms';
import { unban } from '$lib/server/members/commands';
import { pageNumber } from '$lib/server/page-number';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url, depends }) => {
	depends('app:members');
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('bans.see');
	const page = pageNumber(url);
	return { ...(await bansPage(db, access.community.id, page)), page };
};

export const actions: Actions = {
	unban: async ({ params, locals, request }) => {
		const form = await readForm(request, somebody);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('bans.see');
		if (!form.valid) return fail(400, { problem: 'Choose somebody.' });
		await unban(access, form.data.userId);
		redirect(303, `/servers/${access.community.id}/bans`);
	}
};
