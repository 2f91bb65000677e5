/** What was asked for cannot be done; `field` is the one of its form to say it beside. Thrown in a transaction it undoes it. */
export class Wrong extends Error {
	constructor(
		readonly field: string,
		words: string
	) {
		super(words);
	}
}

/** For the action that posted the form: what is wrong as an answer; anything else stays a failure. */
export function asWrong(error: unknown): Wrong {
	if (error instanceof Wrong) return error;
	throw error;
}
