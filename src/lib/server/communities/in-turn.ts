import { lasting } from '../lasting';
import { oneByOne } from '../one-by-one';

const turns = lasting('community turns', () => new Map<string, Promise<unknown>>());

/**
 * One change of a community's structure after the other, each with the news of it. The row lock puts the commits in order; this
 * keeps what is told about them in the same one, so that nobody ends with the older of two orders.
 */
export function inTurn<T>(communityId: string, change: () => Promise<T>): Promise<T> {
	return oneByOne(turns, communityId, change);
}
