import { z } from 'zod';
import { cleanText } from '../text';
import { MESSAGE_LIMIT } from './message';

const tooLong = `Messages can be up to ${MESSAGE_LIMIT.toLocaleString('en')} characters.`;

const body = z
	.string({ error: 'Write something first.' })
	.max(4 * MESSAGE_LIMIT, tooLong)
	.transform(cleanText)
	.pipe(z.string().min(1, 'Write something first.').max(MESSAGE_LIMIT, tooLong));

/** A key made once per composed message: a second sending of the same one writes nothing. */
const nonce = z.string().regex(/^[\w-]{1,64}$/, 'Please reload the page and send again.');

/** Digits and nothing else: what only begins like a number must not name a message. */
export const line = z
	.string('Which message?')
	.regex(/^[1-9]\d{0,9}$/, 'Which message?')
	.transform(Number)
	.pipe(z.number().max(2 ** 32 - 1, 'Which message?'));

/** What the composer sends. */
export const messageDraft = z.object({
	body,
	nonce: nonce.optional(),
	/** The line that is answered; a form without scripts sends an empty field when there is none. */
	replyTo: z.union([z.literal('').transform(() => undefined), line]).optional()
});
export type MessageDraft = z.infer<typeof messageDraft>;

/** What the inline editor sends. */
export const messageEdit = z.object({ seq: line, body });

/** What the "Delete" control sends. */
export const messageRemoval = z.object({ seq: line });
