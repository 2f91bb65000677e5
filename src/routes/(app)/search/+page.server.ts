import { fitting } from '$lib/fitting';
import { WORDS_LIMIT } from '$lib/palette/target';
import { db } from '$lib/server/db';
import { targetsFor } from '$lib/server/palette/queries';
import { searchPage } from '$lib/server/search/page';
import { refuse } from '$lib/server/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url, parent }) => {
	const viewer = locals.viewer ?? refuse('sign-in-required');
	const { timeZone, communities } = await parent();
	const words = (url.searchParams.get('q') ?? '').trim();
	const isJumping = words !== '' && words.length <= WORDS_LIMIT && !url.searchParams.has('older');
	const [search, targets] = await Promise.all([
		searchPage(viewer, url, timeZone),
		isJumping ? targetsFor(db, viewer.id, words) : { channels: [], people: [] }
	]);
	const servers = isJumping ? fitting(communities, words, ({ name }) => [name], true) : [];
	return { search, targets: { servers: servers.map(({ id, name, iconUrl }) => ({ id, name, iconUrl })), ...targets } };
};
