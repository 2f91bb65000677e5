import type { Viewer } from '$lib/accounts/account';
import { beginOf } from '$lib/search/day';
import type { SearchPage } from '$lib/search/found';
import { QUERY_LIMIT } from '$lib/search/limits';
import { asksNothing, parseSearch } from '$lib/search/query';
import { db } from '../db';
import { caughtUp } from './indexing';
import { positionIn } from './position';
import { foundBy, searchable } from './queries';
import { inTurn } from './turns';

/** How long a search waits for what was written a moment ago, in milliseconds. */
const PATIENCE = 250;

/** The page that an address such as `/search?q=` asks for. */
export async function searchPage(
	viewer: Viewer,
	url: URL,
	timeZone: string,
	communityId?: string
): Promise<SearchPage> {
	const words = (url.searchParams.get('q') ?? '').trim().slice(0, QUERY_LIMIT);
	const line = parseSearch(words);
	const after = positionIn(url.searchParams.get('older'));
	const page = { words, problems: line.problems, isFirst: !after };
	if (asksNothing(line)) return { ...page, results: null };
	const search = {
		...{ line, communityId, after },
		since: line.after ? beginOf(line.after, timeZone) : undefined,
		until: line.before ? beginOf(line.before, timeZone) : undefined
	};
	return inTurn(viewer.id, async () => {
		await caughtUp(await searchable(db, viewer.id, search), PATIENCE);
		return { ...page, results: await foundBy(db, viewer.id, search) };
	});
}
