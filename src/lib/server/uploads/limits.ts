import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { atMost } from '../at-most';
import { lasting } from '../lasting';

/** Files one person may begin to upload in a minute. */
const limiter = () => lasting('upload limit', () => new RateLimiterMemory({ points: 120, duration: 60 }));

/** Counts files somebody begins to upload. Answers the seconds to wait when there were too many; 0: go on. */
export async function uploadWait(userId: string, files: number): Promise<number> {
	try {
		await limiter().consume(userId, files);
		return 0;
	} catch (state) {
		if (state instanceof RateLimiterRes) return Math.ceil(state.msBeforeNext / 1000);
		throw state;
	}
}

/** Files of one person whose bytes are taken at a time; the SDK sends six. */
const AT_ONCE = 3;
/** How many more of them may wait. */
const WAITING = 20;

type Lane = { inTurn: ReturnType<typeof atMost>; waiting: number };
const lanes = lasting('upload lanes', () => new Map<string, Lane>());

/** Takes a file of this person when it is its turn; undefined when too many wait already. */
export async function inTurnOf<T>(userId: string, work: () => Promise<T>): Promise<T | undefined> {
	const lane = lanes.get(userId) ?? { inTurn: atMost(AT_ONCE), waiting: 0 };
	if (lane.waiting >= AT_ONCE + WAITING) return undefined;
	lanes.set(userId, lane);
	lane.waiting += 1;
	try {
		return await lane.inTurn(work);
	} finally {
		lane.waiting -= 1;
		if (lane.waiting === 0) lanes.delete(userId);
	}
}
