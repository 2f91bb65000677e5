import { z } from 'zod';
import { cleanText } from '../text';

export const MESSAGE_LIMIT = 4000;
/** Lines on the first page of a channel, and without JavaScript. */
export const FIRST_PAGE = 50;
/** Lines fetched at a time while scrolling back. */
export const BATCH = 10;
export const PAGE_LIMIT = 100;
/** A channel with more changes than this since the last look is read anew instead of replayed. */
export const REPLAY_LIMIT = 200;

const body = z
	.string({ error: 'Write something first.' })
	.transform(cleanText)
	.pipe(
		z
			.string()
			.min(1, 'Write something first.')
			.max(MESSAGE_LIMIT, `Messages can be up to ${MESSAGE_LIMIT.toLocaleString('en')} characters.`)
	);

/** A key made once per composed message: a second sending of the same one writes nothing. */
const nonce = z.string().regex(/^[\w-]{1,64}$/, 'Please reload the page and send again.');

const line = z.coerce
	.number({ error: 'Which message?' })
	.int('Which message?')
	.min(1, 'Which message?')
	.max(2 ** 32 - 1);

/** What the composer sends. */
export const messageDraft = z.object({ body, nonce: nonce.optional() });
export type MessageDraft = z.infer<typeof messageDraft>;

/** What the inline editor sends. */
export const messageEdit = z.object({ seq: line, body });

/** What the "Delete" control sends. */
export const messageRemoval = z.object({ seq: line });

/** Line `seq` of a channel, last touched by the channel's change `rev`. A deleted message keeps its place, not its words. */
export const message = z.object({
	seq: z.int(),
	rev: z.int(),
	body: z.string(),
	author: z.object({ id: z.string(), name: z.string(), avatarUrl: z.string().nullable() }),
	createdAt: z.string(),
	editedAt: z.string().nullable(),
	deletedAt: z.string().nullable(),
	deletedBy: z.enum(['author', 'moderator']).nullable()
});
export type Message = z.infer<typeof message>;

/** Where a channel stands: its newest line and its newest change. */
export type Head = { seq: number; rev: number };
export type MessagePage = { messages: Message[]; head: Head };
