import { lasting } from '../lasting';

const turns = lasting('community turns', () => new Map<string, Promise<unknown>>());

/**
 * One change of a community's structure after the other, each with the news of it. The row lock puts the commits in order; this
 * keeps what is told about them in the same one, so that nobody ends with the older of two orders.
 */
export async function inTurn<T>(communityId: string, change: () => Promise<T>): Promise<T> {
	const before = turns.get(communityId);
	const done = Promise.resolve(before)
		.catch(() => undefined)
		.then(change);
	turns.set(communityId, done);
	try {
		return await done;
	} finally {
		if (turns.get(communityId) === done) turns.delete(communityId);
	}
}
