import { fail, redirect } from '@sveltejs/kit';
import { somebody } from '$lib/members/forms';
import { SEARCH_LIMIT } from '$lib/members/limits';
import { enterCommunity } from '$lib/server/communities/access';
import { transferOwnership } from '$lib/server/communities/ownership';
import { db } from '$lib/server/db';
import { readForm } from '$lib/server/forms';
import { memberOf, membersLike, membersPage } from '$lib/server/members/queries';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url, depends }) => {
	depends('app:members');
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('community.transfer');
	const { id } = access.community;
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, SEARCH_LIMIT);
	const to = url.searchParams.get('to') ?? '';
	const [{ members, hasMore }, chosen] = await Promise.all([
		words ? membersLike(db, id, words) : membersPage(db, id),
		/^\d{1,20}$/.test(to) && to !== access.viewer.id ? memberOf(db, id, to) : undefined
	]);
	return { candidates: members.filter((member) => member.id !== access.viewer.id), hasMore, words, chosen };
};

export const actions: Actions = {
	transfer: async ({ params, locals, request }) => {
		const form = await readForm(request, somebody);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('community.transfer');
		if (!form.valid) return fail(400, { problem: 'Choose somebody.' });
		await transferOwnership(access, form.data.userId);
		redirect(303, `/servers/${access.community.id}/settings`);
	}
};
