import { z } from 'zod';
import { cleanText } from '../text';
import { REASON_LIMIT } from './limits';

const tooLong = `Reasons can be up to ${REASON_LIMIT} characters.`;

/** What the forms that remove somebody send. An empty reason is none. */
export const removal = z.object({
	reason: z
		.string()
		.max(4 * REASON_LIMIT, tooLong)
		.transform(cleanText)
		.pipe(z.string().max(REASON_LIMIT, tooLong))
		.default('')
});

const person = z.string({ error: 'Choose somebody.' }).regex(/^[1-9]\d{0,19}$/, 'Choose somebody.');

/** What the role control sends. Ownership is never given this way. */
export const roleChange = z.object({
	userId: person,
	role: z.enum(['admin', 'moderator', 'guest'], { error: 'Choose one of the roles.' })
});
export type RoleChange = z.infer<typeof roleChange>;

/** What a form that concerns one person and nothing else sends. */
export const somebody = z.object({ userId: person });
