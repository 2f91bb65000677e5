import { z } from 'zod';
import { cleanLine } from './text';

/** Something to see, and not only marks for a letter that is not there. */
const visible = /[^\p{Cc}\p{Cf}\p{Z}\p{M}]/u;

/** A name or title of one line, between 1 and `max` characters once cleaned, with something to see among them. */
export function line(max: number, words: { missing: string; long: string }) {
	return (
		z
			.string({ error: words.missing })
			// Before it is cleaned: composing a long run of combining marks takes quadratic time.
			.max(8 * max, words.long)
			.transform(cleanLine)
			.pipe(
				z
					.string()
					.min(1, { error: words.missing, abort: true })
					.max(max, words.long)
					// Not as a pattern: forms would ask browsers for it, who compare patterns with the whole of what is typed.
					.refine((text) => visible.test(text), words.missing)
			)
	);
}
