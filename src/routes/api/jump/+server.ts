import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { WORDS_LIMIT } from '$lib/palette/target';
import { db } from '$lib/server/db';
import { targetsFor } from '$lib/server/palette/queries';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

const asked = z.object({ q: z.string().trim().max(WORDS_LIMIT).default('') });

/** Channels and people `?q=` may lead to, for whoever jumps; the nearest ones without it. */
export const GET: RequestHandler = async ({ url, locals }) => {
	const viewer = locals.viewer ?? refuse('sign-in-required');
	const wish = asked.safeParse(Object.fromEntries(url.searchParams));
	if (!wish.success) refuse('bad-request');
	return json(await targetsFor(db, viewer.id, wish.data.q));
};
