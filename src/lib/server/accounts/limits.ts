import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const quarter = 15 * 60;

// Wrong passwords: few from one place for one account, more for everything from one place, and for one account from everywhere.
// So a stranger who guesses locks out himself, and not the owner who comes from somewhere else.
const fromHere = new RateLimiterMemory({ points: 10, duration: quarter });
const fromPlace = new RateLimiterMemory({ points: 100, duration: quarter });
const forAccount = new RateLimiterMemory({ points: 1000, duration: quarter });
// Links for new passwords: few from one place, and few for one address, whether anybody has it or not.
const linksFromPlace = new RateLimiterMemory({ points: 20, duration: quarter });
const linksForAddress = new RateLimiterMemory({ points: 5, duration: 3600 });
const signUps = new RateLimiterMemory({ points: 300, duration: 3600 });

/** Where somebody is: an address, or the /64 network that one IPv6 household or machine has to itself. */
export function placeOf(address: string): string {
	if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
	const [head = '', tail] = address.split('::');
	const before = head.split(':').filter(Boolean);
	const after = (tail ?? '').split(':').filter(Boolean);
	const middle = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
	return [...before, ...middle, ...after].slice(0, 4).join(':');
}

const limits = (email: string, address: string): [RateLimiterMemory, string][] => [
	[fromHere, `${placeOf(address)} ${email}`],
	[fromPlace, placeOf(address)],
	[forAccount, email]
];

/** Counts a try with a password before it is looked at. Answers the seconds to wait when there were too many; 0: go on. */
export async function countTry(email: string, address: string): Promise<number> {
	const states = await Promise.all(
		limits(email, address).map(([limit, key]) =>
			limit.consume(key).then(
				() => 0,
				(state: unknown) => {
					if (state instanceof RateLimiterRes) return state.msBeforeNext;
					throw state;
				}
			)
		)
	);
	return Math.ceil(Math.max(...states) / 1000);
}

/** The password was right: that try, and the wrong ones for this account from this place, are forgotten. */
export async function forgetTries(email: string, address: string): Promise<void> {
	const [here, ...others] = limits(email, address);
	await Promise.all([here![0].delete(here![1]), ...others.map(([limit, key]) => limit.reward(key))]);
}

/** Counts one; answers the seconds to wait when there were too many, 0: go on. */
async function waitFor(limit: RateLimiterMemory, key: string): Promise<number> {
	try {
		await limit.consume(key);
		return 0;
	} catch (state) {
		if (state instanceof RateLimiterRes) return Math.ceil(state.msBeforeNext / 1000);
		throw state;
	}
}

/** Counts a new account from this place. */
export const signUpWait = (address: string): Promise<number> => waitFor(signUps, placeOf(address));

/** Counts somebody at this place who forgot their password. */
export const linkWait = (address: string): Promise<number> => waitFor(linksFromPlace, placeOf(address));

/** Counts a mail to this address; false when it got enough of them. */
export const mayBeMailed = async (email: string): Promise<boolean> => (await waitFor(linksForAddress, email)) === 0;
