import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const quarter = 15 * 60;

// Wrong passwords: few from one place for one account, more for everything from one place, and for one account from everywhere.
// So a stranger who guesses locks out himself, and not the owner who comes from somewhere else.
const fromHere = new RateLimiterMemory({ points: 10, duration: quarter });
const fromPlace = new RateLimiterMemory({ points: 100, duration: quarter });
const forAccount = new RateLimiterMemory({ points: 200, duration: quarter });
const signUps = new RateLimiterMemory({ points: 300, duration: 3600 });

const limits = (email: string, address: string): [RateLimiterMemory, string][] => [
	[fromHere, `${address} ${email}`],
	[fromPlace, address],
	[forAccount, email]
];

/** Seconds to wait before another password may be tried; 0 when one may be tried now. */
export async function signInWait(email: string, address: string): Promise<number> {
	const states = await Promise.all(
		limits(email, address).map(async ([limit, key]) => ({ limit, state: await limit.get(key) }))
	);
	const waits = states.map(({ limit, state }) =>
		state && state.consumedPoints >= limit.points ? state.msBeforeNext : 0
	);
	return Math.ceil(Math.max(...waits) / 1000);
}

/** Counts a wrong password. */
export async function countFailure(email: string, address: string): Promise<void> {
	await Promise.all(limits(email, address).map(([limit, key]) => limit.consume(key).catch(() => undefined)));
}

/** Forgets the wrong passwords of this account from this place: the right one came. */
export async function forgetFailures(email: string, address: string): Promise<void> {
	await fromHere.delete(`${address} ${email}`);
}

/** Seconds to wait before another account may be made from this address; 0 counts one. */
export async function signUpWait(address: string): Promise<number> {
	try {
		await signUps.consume(address);
		return 0;
	} catch (state) {
		if (state instanceof RateLimiterRes) return Math.ceil(state.msBeforeNext / 1000);
		throw state;
	}
}
