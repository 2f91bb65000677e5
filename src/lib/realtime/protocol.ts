// The small build of zod: browsers check what they hear as the server does.
import * as z from 'zod/mini';
import type { Viewer } from '../accounts/account';
import { callEnds, ringEnds, SIGNAL_LIMIT, type Occupant } from '../calls/occupant';
import { channelKinds, type Channel } from '../channels/channel';
import type { Community } from '../communities/community';
import { leavings } from '../communities/leaving';
import type { Preview } from '../direct/conversation';
import type { Member } from '../members/member';
import { changes, message, wides } from '../messages/message';
import { roles } from '../permissions';
import { chosenStatuses, shownStatuses } from '../presence/status';

/** Raised when an older browser would misunderstand the server; it is then told to reload. */
export const PROTOCOL_VERSION = 1;

/** Why the server closes; RFC 6455 leaves 4000-4999 to applications, 1013 is of its registry. */
export const closeCodes = {
	tryAgain: 1013,
	badFrame: 4400,
	signedOut: 4401,
	silent: 4408,
	tooManySockets: 4409,
	outdated: 4426,
	tooMuch: 4429
} as const;

const id = z.string().check(z.regex(/^\d{1,20}$/));
const rev = z.int().check(z.minimum(0), z.maximum(2 ** 32 - 1));

/** What a browser's tab calls itself in a call. */
const device = z.string().check(z.regex(/^[\w-]{16,40}$/));
const occupantState = { isMuted: z.boolean(), isDeaf: z.boolean(), hasCamera: z.boolean(), isSharing: z.boolean() };

/** Everything a browser may say over the socket. Nothing said here ever writes. */
export const clientFrame = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('hello'), version: z.int(), status: z.optional(z.enum(chosenStatuses)) }),
	/** `rev` is what the browser knows of the channel: what came after is told with the answer. */
	z.strictObject({ type: z.literal('open'), channelId: id, rev: z.optional(rev) }),
	z.strictObject({ type: z.literal('close'), channelId: id }),
	z.strictObject({ type: z.literal('typing'), channelId: id }),
	z.strictObject({ type: z.literal('presence'), status: z.enum(chosenStatuses) }),
	/** Said with a ticket in hand, and again by each new socket while the call goes on: the same device keeps its place. */
	z.strictObject({ type: z.literal('call.join'), channelId: id, device, ...occupantState }),
	z.strictObject({ type: z.literal('call.state'), channelId: id, ...occupantState }),
	z.strictObject({ type: z.literal('call.leave'), channelId: id }),
	/** Mesh only: for one other device inside, who can read it; the server cannot. */
	z.strictObject({
		type: z.literal('call.signal'),
		channelId: id,
		to: device,
		data: z.string().check(z.maxLength(SIGNAL_LIMIT))
	}),
	/** Whoever is inside the call of a direct conversation asks the other one in. */
	z.strictObject({ type: z.literal('call.ring'), channelId: id, hasCamera: z.boolean() }),
	z.strictObject({ type: z.literal('call.decline'), channelId: id }),
	z.strictObject({ type: z.literal('ping') })
]);
export type ClientFrame = z.infer<typeof clientFrame>;

const member: z.ZodMiniType<Member> = z.object({
	id,
	name: z.string(),
	handle: z.string(),
	avatarUrl: z.nullable(z.string()),
	role: z.enum(roles)
});

const person: z.ZodMiniType<Viewer> = z.object({
	id,
	name: z.string(),
	handle: z.string(),
	avatarUrl: z.nullable(z.string())
});

const community: z.ZodMiniType<Community> = z.object({
	id,
	name: z.string(),
	description: z.string(),
	iconUrl: z.nullable(z.string())
});

const channel: z.ZodMiniType<Channel> = z.object({
	id,
	communityId: id,
	categoryId: z.nullable(id),
	kind: z.enum(channelKinds),
	name: z.string(),
	topic: z.string(),
	position: z.int(),
	isGeneral: z.boolean(),
	isPrivate: z.boolean(),
	isReadOnly: z.boolean(),
	lastSeq: z.int(),
	rev: z.int()
});

/** A mark that moved back tells which lines behind it call the viewer, as of the channel's change `rev`. */
const mark = z.object({
	channelId: id,
	seq: z.int(),
	version: z.int(),
	isMuted: z.boolean(),
	calls: z.optional(z.object({ rev, seqs: z.array(z.int()), role: z.enum(roles) }))
});

/** Whom a line calls since the channel's change `rev`, whoever it called before: nobody, when it was deleted. */
const called = z.object({ seq: z.int(), rev, people: z.array(id), wide: z.array(z.enum(wides)) });
export type Called = z.infer<typeof called>;

const occupant: z.ZodMiniType<Occupant> = z.object({
	device,
	userId: id,
	name: z.string(),
	avatarUrl: z.nullable(z.string()),
	...occupantState
});

const preview: z.ZodMiniType<Preview> = z.object({
	seq: z.int(),
	rev,
	authorId: id,
	excerpt: z.string(),
	at: z.string()
});

/** Everything the server may say over the socket. An event that carries `rev` is the channel's change of that number. */
export const serverFrame = z.discriminatedUnion('type', [
	/**
	 * `stamp` differs when anything has happened in the viewer's channels that their page did not know of; `epoch` when the
	 * database is not the one it was: a backup was put back.
	 */
	z.object({
		type: z.literal('ready'),
		version: z.int(),
		viewerId: id,
		stamp: z.optional(z.int()),
		epoch: z.int()
	}),
	/** The channel is open from here on, and stands at this head. What lies between it and yours comes along, or is asked for. */
	z.object({ type: z.literal('opened'), channelId: id, rev, missed: z.optional(changes) }),
	z.object({ type: z.literal('message.created'), channelId: id, rev, nonce: z.string(), message }),
	/** `reaction` says who gave or took back which emoji, when that was the change. */
	z.object({
		type: z.literal('message.changed'),
		channelId: id,
		rev,
		message,
		reaction: z.optional(z.object({ userId: id, emoji: z.string(), isGiven: z.boolean() }))
	}),
	/** A channel that may be closed here has a new newest line. Gathered: not every line is told. A direct one has no community. */
	z.object({
		type: z.literal('channel.advanced'),
		channelId: id,
		communityId: z.nullable(id),
		seq: z.int(),
		called: z.optional(z.array(called)),
		/** The newest line of a direct conversation, for the list of them. */
		preview: z.optional(preview)
	}),
	/** Something between the viewer and this person is another now: they began to talk, or may not write to each other any more. */
	z.object({ type: z.literal('direct.changed'), userId: id }),
	/** How the viewer's mark in a channel stands, moved here or in another window; of two the later version is true. */
	z.object({ type: z.literal('read.moved'), ...mark.shape }),
	/** The viewer hears of channels that were not heard for a moment: what is unread there is to be asked for. */
	z.object({ type: z.literal('unread.stale') }),
	z.object({ type: z.literal('member.joined'), communityId: id, member }),
	/** Somebody's role or name in a community is another one now. */
	z.object({ type: z.literal('member.changed'), communityId: id, member }),
	z.object({ type: z.literal('member.left'), communityId: id, userId: id }),
	/** How somebody is shown everywhere from now on. */
	z.object({ type: z.literal('person.changed'), person }),
	z.object({ type: z.literal('community.joined'), communityId: id }),
	z.object({ type: z.literal('community.changed'), community }),
	/** The viewer is not in this community any more. */
	z.object({
		type: z.literal('community.left'),
		communityId: id,
		name: z.string(),
		why: z.enum(leavings),
		reason: z.string()
	}),
	/** The viewer put their servers in this order, in another window. */
	z.object({ type: z.literal('rail.ordered'), ids: z.array(id) }),
	/** A channel is new or has changed, for those who see it. Its numbers may be older than what was heard since. */
	z.object({ type: z.literal('channel.changed'), channel }),
	/** The categories of a community, in their order. */
	z.object({
		type: z.literal('categories.changed'),
		communityId: id,
		categories: z.array(z.object({ id, name: z.string() }))
	}),
	/** Somebody types in a channel that is open here. It fades by itself. */
	z.object({ type: z.literal('typing'), channelId: id, userId: id, name: z.string() }),
	/** How people of the viewer's communities are; only those that changed. */
	z.object({ type: z.literal('presence'), people: z.array(z.object({ id, status: z.enum(shownStatuses) })) }),
	/** The viewer is inside; `occupants` are the others, to whom the newcomer makes the offers. */
	z.object({ type: z.literal('call.joined'), channelId: id, device, occupants: z.array(occupant) }),
	/** Who is inside the call of a channel the viewer sees: gathered, and told whole. After `ready` only of calls under way. */
	z.object({ type: z.literal('call.occupants'), channelId: id, occupants: z.array(occupant) }),
	z.object({ type: z.literal('call.signal'), channelId: id, from: device, data: z.string() }),
	/** This device is not inside any more, or was not let in. */
	z.object({ type: z.literal('call.ended'), channelId: id, device, why: z.enum(callEnds) }),
	/** The call goes on in another room of LiveKit: ask for a ticket anew and connect with that. The place inside is kept. */
	z.object({ type: z.literal('call.moved'), channelId: id, device }),
	/** A moderator muted this device. */
	z.object({ type: z.literal('call.muted'), channelId: id, device }),
	/** Somebody asks the viewer into a call. */
	z.object({
		type: z.literal('call.ringing'),
		channelId: id,
		from: z.object({ id, name: z.string(), avatarUrl: z.nullable(z.string()) }),
		hasCamera: z.boolean(),
		until: z.string()
	}),
	z.object({ type: z.literal('call.ring-ended'), channelId: id, why: z.enum(ringEnds) }),
	/** The channel is not there any more, for this person. */
	z.object({ type: z.literal('gone'), channelId: id }),
	z.object({ type: z.literal('refused'), code: z.string(), channelId: z.optional(id) }),
	/** The server is about to go: come back after so many milliseconds. */
	z.object({ type: z.literal('reconnect'), afterMs: z.int() }),
	z.object({ type: z.literal('pong') })
]);
export type ServerFrame = z.infer<typeof serverFrame>;
