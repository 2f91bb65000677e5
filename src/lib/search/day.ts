const DAY = 24 * 3600 * 1000;

/** When a day such as 2026-01-31 begins in a time zone, in milliseconds. */
export function beginOf(day: string, timeZone: string): number {
	const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
	const wallClock = (at: number) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
	const midnight = Date.parse(`${day}T00:00:00Z`);
	// The offset of that day's noon is wrong only where clocks change between midnight and noon: then once more.
	let at = midnight - (wallClock(midnight + DAY / 2) - (midnight + DAY / 2));
	at -= wallClock(at) - midnight;
	return at;
}
