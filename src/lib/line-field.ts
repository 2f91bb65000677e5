import { z } from 'zod';
import { cleanLine } from './text';

/** A name or title of one line, between 1 and `max` characters once cleaned. */
export function line(max: number, words: { missing: string; long: string }) {
	return (
		z
			.string({ error: words.missing })
			// Before it is cleaned: composing a long run of combining marks takes quadratic time.
			.max(8 * max, words.long)
			.transform(cleanLine)
			.pipe(z.string().min(1, words.missing).max(max, words.long))
	);
}
