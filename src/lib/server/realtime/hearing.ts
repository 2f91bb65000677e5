import { visibleChannels } from '../channels/queries';
import { communitiesOf } from '../communities/queries';
import { db } from '../db';

/** What a person's sockets hear without opening a channel. Channels are added one by one, through `enterChannel`. */
export async function topicsOf(viewerId: string): Promise<Set<string>> {
	const [communities, channels] = await Promise.all([
		communitiesOf(db, viewerId),
		visibleChannels(db, viewerId).select('channels.id').execute()
	]);
	return new Set([
		`user:${viewerId}`,
		...communities.map(({ id }) => `community:${id}`),
		...channels.map(({ id }) => `head:${id}`)
	]);
}
