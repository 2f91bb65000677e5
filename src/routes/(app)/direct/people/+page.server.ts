import { SEARCH_LIMIT } from '$lib/members/limits';
import { db } from '$lib/server/db';
import { peopleLike } from '$lib/server/direct/queries';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const viewer = locals.viewer ?? refuse('sign-in-required');
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, SEARCH_LIMIT);
	return { words, people: await peopleLike(db, viewer.id, words) };
};
