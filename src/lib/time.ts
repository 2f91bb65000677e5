/** The cookie by which the browser tells the server its time zone, so that the first page already shows the right hours. */
export const ZONE_COOKIE = 'zone';

/** The zone if it is one, else UTC. */
export function zoneOr(value: string | undefined): string {
	if (!value) return 'UTC';
	try {
		return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
	} catch {
		return 'UTC';
	}
}

/** Names moments for people in one time zone; the same words on server and browser. */
export class Clock {
	readonly #time: Intl.DateTimeFormat;
	readonly #day: Intl.DateTimeFormat;
	readonly #dayOfYear: Intl.DateTimeFormat;
	readonly #full: Intl.DateTimeFormat;
	readonly #date: Intl.DateTimeFormat;
	readonly #year: Intl.DateTimeFormat;
	readonly #weekday: Intl.DateTimeFormat;
	readonly #dayAndMonth: Intl.DateTimeFormat;

	constructor(readonly timeZone: string) {
		const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
		this.#time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
		this.#day = format({ weekday: 'long', day: 'numeric', month: 'long' });
		this.#dayOfYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
		this.#full = format({ dateStyle: 'full', timeStyle: 'short' });
		this.#date = format({ day: 'numeric', month: 'short', year: 'numeric' });
		this.#year = format({ year: 'numeric' });
		this.#weekday = format({ weekday: 'short' });
		this.#dayAndMonth = format({ day: 'numeric', month: 'short' });
	}

	/** "09:12" */
	time(moment: string): string {
		return this.#time.format(new Date(moment));
	}

	/** "Tuesday 13 May", with the year when it is not this one. */
	day(moment: string, now = new Date()): string {
		const at = new Date(moment);
		const isThisYear = this.#year.format(at) === this.#year.format(now);
		return (isThisYear ? this.#day : this.#dayOfYear).format(at).replace(',', '');
	}

	/** "13 May 2026" */
	date(moment: string): string {
		return this.#date.format(new Date(moment));
	}

	/** As short as it can be: "09:12" today, "Tue" this week, "13 May", "13 May 2025". */
	brief(moment: string, now = new Date()): string {
		const at = new Date(moment);
		if (this.date(moment) === this.#date.format(now)) return this.time(moment);
		if (now.getTime() - at.getTime() < 6 * 86_400_000) return this.#weekday.format(at);
		return this.#year.format(at) === this.#year.format(now) ? this.#dayAndMonth.format(at) : this.date(moment);
	}

	/** "Tuesday 13 May 2026 at 09:12" */
	full(moment: string): string {
		return this.#full.format(new Date(moment)).replace(',', '');
	}
}
