import { db } from '$lib/server/db';
import { refuse } from '$lib/server/refuse';
import { mutedChannels } from '$lib/server/unread/queries';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('app:rail');
	return { muted: await mutedChannels(db, (locals.viewer ?? refuse('sign-in-required')).id) };
};
