import { searchPage } from '$lib/server/search/page';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, parent }) => {
	if (!locals.viewer) refuse('sign-in-required');
	const { timeZone } = await parent();
	return { search: await searchPage(locals.viewer, url, timeZone) };
};
