import { blockedPeople } from '$lib/server/blocks/queries';
import { db } from '$lib/server/db';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('app:rail');
	return { people: await blockedPeople(db, (locals.viewer ?? refuse('sign-in-required')).id) };
};
