// The small build of zod: these shapes are checked in browsers too.
import * as z from 'zod/mini';

export const MESSAGE_LIMIT = 4000;
/** Lines on the first page of a channel, and without JavaScript. */
export const FIRST_PAGE = 50;
/** Lines fetched at a time while scrolling back. */
export const BATCH = 10;
export const PAGE_LIMIT = 100;
/** A channel with more changes than this since the last look is read anew instead of replayed. */
export const REPLAY_LIMIT = 200;

/** Line `seq` of a channel, last touched by the channel's change `rev`. A deleted message keeps its place, not its words. */
export const message = z.object({
	seq: z.int(),
	rev: z.int(),
	body: z.string(),
	author: z.object({ id: z.string(), name: z.string(), avatarUrl: z.nullable(z.string()) }),
	createdAt: z.string(),
	editedAt: z.nullable(z.string()),
	deletedAt: z.nullable(z.string()),
	deletedBy: z.nullable(z.enum(['author', 'moderator']))
});
export type Message = z.infer<typeof message>;

/** Where a channel stands: its newest line and its newest change. */
export type Head = { seq: number; rev: number };

/** What was missed: lines as they are now, and by their nonces which of them the viewer sent. When it is too much: nothing. */
export const changes = z.object({
	startOver: z.boolean(),
	messages: z.array(message),
	own: z.array(z.object({ seq: z.int(), nonce: z.string() })),
	head: z.object({ seq: z.int(), rev: z.int() })
});
export type Changes = z.infer<typeof changes>;
export type MessagePage = { messages: Message[]; head: Head };
