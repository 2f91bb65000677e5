import type { Visit } from '../auth';
import { visibleChannels } from '../channels/queries';
import { communitiesOf } from '../communities/queries';
import { db } from '../db';

/**
 * What a person's sockets hear: themself, their communities, that channels they see advance, and in full those of the
 * `wanted` channels (as `channel:ID`) they may see now.
 */
export async function topicsOf({ viewer, loginId }: Visit, wanted: Iterable<string>): Promise<Set<string>> {
	const [communities, channels] = await Promise.all([
		communitiesOf(db, viewer.id),
		visibleChannels(db, viewer.id).select('channels.id').execute()
	]);
	const visible = new Set(channels.map(({ id }) => id));
	return new Set([
		`user:${viewer.id}`,
		`login:${loginId}`,
		...communities.map(({ id }) => `community:${id}`),
		...channels.map(({ id }) => `head:${id}`),
		...[...wanted].filter((topic) => visible.has(topic.slice('channel:'.length)))
	]);
}
