import { expect } from 'vitest';
import { leak } from './odd';
import { alertsIn, textOf, titleOf } from './page';
import type { Answer } from './wire';

/** Done, or refused in words: never a fault, never a trace, never silence. */
export function expectSense(what: string, { status, headers, body }: Answer) {
	expect([what, status]).toEqual([what, expect.toSatisfy((code: number) => code < 500)]);
	expect(status, `${what} ran into a limit, so it was not tried`).not.toBe(429);
	expect(textOf(body), what).not.toMatch(leak);
	if (status < 400 || !headers['content-type']?.startsWith('text/html')) return;
	const hasWords =
		alertsIn(body).some(Boolean) ||
		/^(That didn’t go|Nothing in orbit|That is not here|Invite expired|This link is used up)/.test(titleOf(body));
	expect([what, status, hasWords]).toEqual([what, status, true]);
}

/** Eight at a time: enough to be quick, few enough for two cores. */
export async function inTurns<T>(things: T[], work: (thing: T) => Promise<unknown>) {
	for (let start = 0; start < things.length; start += 8) await Promise.all(things.slice(start, start + 8).map(work));
}
