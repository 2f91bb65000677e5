import { z } from 'zod';
import { cleanLine, cleanText } from '../text';
import { ALT_LIMIT, FILES_PER_MESSAGE } from '../uploads/file';
import { MESSAGE_LIMIT } from './message';

const tooLong = `Messages can be up to ${MESSAGE_LIMIT.toLocaleString('en')} characters.`;

const words = z
	.string({ error: 'Write something first.' })
	.max(4 * MESSAGE_LIMIT, tooLong)
	.transform(cleanText)
	.pipe(z.string().max(MESSAGE_LIMIT, tooLong));

const body = words.pipe(z.string().min(1, 'Write something first.'));

/** A key made once per composed message: a second sending of the same one writes nothing. */
const nonce = z.string().regex(/^[\w-]{1,64}$/, 'Please reload the page and send again.');

/** Digits and nothing else: what only begins like a number must not name a message. */
export const line = z
	.string('Which message?')
	.regex(/^[1-9]\d{0,9}$/, 'Which message?')
	.transform(Number)
	.pipe(z.number().max(2 ** 32 - 1, 'Which message?'));

const lost = 'Please attach your files again.';

/** Keys of uploaded files, with commas between them. */
const files = z
	.string(lost)
	.regex(/^(?:[0-9a-z]{26}(?:,[0-9a-z]{26})*)?$/, lost)
	.transform((keys) => [...new Set(keys.split(',').filter((key) => key !== ''))])
	.pipe(z.array(z.string()).max(FILES_PER_MESSAGE, `A message can have up to ${FILES_PER_MESSAGE} files.`));

const altTooLong = `Descriptions can be up to ${ALT_LIMIT} characters.`;

/** What stands for pictures that cannot be seen, by key, as JSON. */
const alt = z
	.string(altTooLong)
	.max(FILES_PER_MESSAGE * 8 * ALT_LIMIT, altTooLong)
	.transform((json, context): unknown => {
		try {
			return JSON.parse(json || '{}');
		} catch {
			context.addIssue({ code: 'custom', message: altTooLong });
			return z.NEVER;
		}
	})
	.pipe(
		z.record(
			z.string().regex(/^[0-9a-z]{26}$/, lost),
			z
				.string(altTooLong)
				.max(8 * ALT_LIMIT, altTooLong)
				.transform(cleanLine)
				.pipe(z.string().max(ALT_LIMIT, altTooLong)),
			altTooLong
		)
	);

/** What the composer sends: words, files, or both. */
export const messageDraft = z
	.object({
		body: words,
		nonce: nonce.optional(),
		/** The line that is answered; a form without scripts sends an empty field when there is none. */
		replyTo: z.union([z.literal('').transform(() => undefined), line]).optional(),
		files: files.optional(),
		alt: alt.optional(),
		/** Written by the door that takes files from forms: why one of them was not taken. */
		refused: z.string().max(500).optional()
	})
	.refine(({ body, files, refused }) => refused || body !== '' || files?.length, {
		path: ['body'],
		error: 'Write something first.'
	})
	.refine(({ refused }) => !refused, { path: ['files'], error: ({ input }) => (input as { refused: string }).refused });
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
