// The small build of zod: these shapes are checked in browsers too.
import * as z from 'zod/mini';
import { attachedFile } from '../uploads/file';

export const MESSAGE_LIMIT = 4000;
/** Lines on the first page of a channel, and without JavaScript. */
export const FIRST_PAGE = 50;
/** Lines fetched at a time while scrolling back. */
export const BATCH = 10;
export const PAGE_LIMIT = 100;
/** A channel with more changes than this since the last look is read anew instead of replayed. */
export const REPLAY_LIMIT = 200;

/** Distinct people one message may call. */
export const MENTION_LIMIT = 20;
/** Different emoji on one message. */
export const REACTION_LIMIT = 20;
/** Pinned messages of one channel. */
export const PIN_LIMIT = 100;

/** More than one person can be called at once: everybody in the channel, or everybody with a role. */
export const wides = ['everyone', 'owner', 'admins', 'moderators'] as const;
export type Wide = (typeof wides)[number];

const person = z.object({ id: z.string(), name: z.string(), avatarUrl: z.nullable(z.string()) });
export type Person = z.infer<typeof person>;

/** The line that is answered, as of its change `rev`: its first words without markup, none when it was deleted. */
const replied = z.object({ seq: z.int(), rev: z.int(), author: person, excerpt: z.string(), isDeleted: z.boolean() });
export type Replied = z.infer<typeof replied>;

/** An emoji people gave a message, how many did, and the names of those who were first. */
const reaction = z.object({ emoji: z.string(), count: z.int(), names: z.array(z.string()) });
export type Reaction = z.infer<typeof reaction>;

/** Somebody called in a message `@as`, or several at once (then nobody's `id`). */
const mention = z.object({ as: z.string(), id: z.optional(z.string()), name: z.optional(z.string()) });
export type Mention = z.infer<typeof mention>;

/** What became of a call, in the conversation it was made in: a line without words, by whoever called. */
const callLine = z.object({
	outcome: z.enum(['missed', 'declined', 'ended']),
	hasCamera: z.boolean(),
	seconds: z.int()
});
export type CallLine = z.infer<typeof callLine>;

/** Line `seq` of a channel, last touched by the channel's change `rev`. A deleted message keeps its place, not its words. */
export const message = z.object({
	seq: z.int(),
	rev: z.int(),
	body: z.string(),
	author: person,
	createdAt: z.string(),
	editedAt: z.nullable(z.string()),
	deletedAt: z.nullable(z.string()),
	deletedBy: z.nullable(z.enum(['author', 'moderator'])),
	// What most messages do not have is left out.
	replyTo: z.optional(replied),
	reactions: z.optional(z.array(reaction)),
	/** Which of these emoji the viewer gave. Told only in answers to one person; events are the same for everybody. */
	mine: z.optional(z.array(z.string())),
	mentions: z.optional(z.array(mention)),
	files: z.optional(z.array(attachedFile)),
	call: z.optional(callLine),
	isPinned: z.optional(z.literal(true))
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
