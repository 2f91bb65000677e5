import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { config } from '../config';
import { lasting } from '../lasting';

const changes = () =>
	lasting('message limit', () => new RateLimiterMemory({ points: config().sendLimit, duration: 60 }));

/** Counts a message, an edit or a deletion of this person. Answers the seconds to wait when there were too many; 0: go on. */
export async function writingWait(userId: string): Promise<number> {
	try {
		await changes().consume(userId);
		return 0;
	} catch (state) {
		if (state instanceof RateLimiterRes) return Math.ceil(state.msBeforeNext / 1000);
		throw state;
	}
}

/** What to say about it, beside the words that wait to be sent. */
export function slowDown(seconds: number): string {
	return `Slow down a little: you can post again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`;
}
