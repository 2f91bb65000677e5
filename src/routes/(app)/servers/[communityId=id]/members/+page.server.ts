import { fail, redirect } from '@sveltejs/kit';
import { roleChange } from '$lib/members/forms';
import { SEARCH_LIMIT } from '$lib/members/limits';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { readForm, wantsPage } from '$lib/server/forms';
import { changeRole } from '$lib/server/members/commands';
import { memberCount, membersLike, membersPage } from '$lib/server/members/queries';
import { pageNumber } from '$lib/server/page-number';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, url, depends }) => {
	depends('app:members');
	const { community, role } = await enterCommunity(locals.viewer, params.communityId);
	const page = pageNumber(url);
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, SEARCH_LIMIT);
	const [{ members, hasMore }, count] = await Promise.all([
		words ? membersLike(db, community.id, words, page) : membersPage(db, community.id, page),
		memberCount(db, community.id)
	]);
	return { everyone: members, count, page, words, hasMore, mine: role };
};

export const actions: Actions = {
	role: async ({ params, locals, request, url }) => {
		const form = await readForm(request, roleChange);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('members.change-role');
		if (!form.valid) return fail(400, { changed: form });
		const member = await changeRole(access, form.data);
		// Back to the page of the list that was open.
		const search = new URLSearchParams([...url.searchParams].filter(([name]) => name === 'q' || name === 'page'));
		if (wantsPage(request)) redirect(303, `${url.pathname}${search.size ? `?${search}` : ''}`);
		return { member };
	}
};
