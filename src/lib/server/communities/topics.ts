import { channelIdsOf } from '../channels/queries';
import type { Db } from '../db';

/** Recognises what is said within a community: all of it, or only what its private channels say. */
export async function topicsWithin(
	db: Db,
	communityId: string,
	which: 'all' | 'private' = 'all'
): Promise<(topic: string) => boolean> {
	const channelIds = new Set(await channelIdsOf(db, communityId, which));
	return (topic) => {
		const [kind, id = ''] = topic.split(':');
		if (kind === 'community') return which === 'all' && id === communityId;
		return kind !== 'user' && kind !== 'login' && channelIds.has(id);
	};
}
