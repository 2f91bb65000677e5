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

/** What is sent when the end of the log was seen. */
export const readingMark = z.object({ seq: line });

/** What names a message and nothing else: "Delete", "Pin", "Unpin". */
export const chosenMessage = z.object({ seq: line });

/** One emoji as a whole, however many characters it is made of. */
const emoji = z
	.string('Which emoji?')
	.max(64, 'That is not an emoji.')
	.refine((text) => /^\p{RGI_Emoji}$/v.test(text), 'That is not an emoji.');

/** What a reaction sends: not "the other way round", so that sending it twice is the same as once. */
export const reactionWish = z.object({
	seq: line,
	emoji,
	isGiven: z.enum(['true', 'false'], 'Give it or take it back?').transform((word) => word === 'true')
});
