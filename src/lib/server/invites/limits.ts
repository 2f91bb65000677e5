import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { placeOf } from '../accounts/limits';

/** Codes that lead nowhere, for one place in ten minutes: more than a room full of people with an old link, far from a search. */
const misses = new RateLimiterMemory({ points: 100, duration: 600 });

/** Counts a look at an invite before it is looked up, so that many at once are counted too. Answers whether it may go on. */
export async function mayTryInvite(address: string): Promise<boolean> {
	try {
		await misses.consume(placeOf(address));
		return true;
	} catch (state) {
		if (state instanceof RateLimiterRes) return false;
		throw state;
	}
}

/** The invite was there: looking at it was no guess. */
export async function forgetTry(address: string): Promise<void> {
	await misses.reward(placeOf(address));
}
