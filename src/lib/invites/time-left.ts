const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long an invite still works, in words and rounded down: nobody should count on more. */
export function timeLeft(expiresAt: string, now = Date.now()): string {
	const left = new Date(expiresAt).getTime() - now;
	if (left >= 2 * DAY) return `for ${Math.floor(left / DAY)} more days`;
	if (left >= DAY) return 'for one more day';
	if (left >= 2 * HOUR) return `for ${Math.floor(left / HOUR)} more hours`;
	return left >= HOUR ? 'for one more hour' : 'for less than an hour';
}
