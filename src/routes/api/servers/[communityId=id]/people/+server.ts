import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { SEARCH_LIMIT } from '$lib/members/limits';
import { enterCommunity } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { peopleLike } from '$lib/server/members/queries';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

const asked = z.object({ q: z.string().trim().min(1).max(SEARCH_LIMIT) });

/** People of a server whose name or handle begins with `?q=`, for whoever is typing one. */
export const GET: RequestHandler = async ({ params, url, locals }) => {
	const { community } = await enterCommunity(locals.viewer, params.communityId);
	const wish = asked.safeParse(Object.fromEntries(url.searchParams));
	if (!wish.success) refuse('bad-request');
	return json({ people: await peopleLike(db, community.id, wish.data.q) });
};
