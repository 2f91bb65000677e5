import type { ColumnType, Generated, GeneratedAlways } from 'kysely';
import type { AuditAction } from '$lib/audit/entry';
import type { ChannelKind } from '$lib/channels/channel';
import type { Wide } from '$lib/messages/message';
import type { Role } from '$lib/permissions';
import type { FileKind } from '$lib/uploads/file';

// MySQL has no booleans: 0 and 1 come back as numbers.
type Flag = ColumnType<number, boolean | undefined, boolean>;
type Moment = ColumnType<Date, Date, Date>;
type LaterMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Every table, by its name in TypeScript; a test holds it against the migrated database. */
export interface Schema {
	users: {
		id: string;
		handle: string;
		/** What the handle looks like; null for one that looked like another before this was watched. */
		handleSkeleton: Generated<string | null>;
		displayName: string;
		avatarFile: string | null;
		/** What people say of themselves; empty for nothing. */
		pronouns: Generated<string>;
		status: Generated<string>;
		about: Generated<string>;
		createdAt: Moment;
		deletedAt: LaterMoment;
	};
	identities: { provider: string; providerId: string; userId: string };
	/** What Clerk said of somebody last; who was deleted there stays so. */
	clerkPeople: { id: string; name: string | null; updatedAt: LaterMoment; deletedAt: LaterMoment };
	/** Messages of Clerk that were heard already. */
	clerkHooks: { id: string; heardAt: Moment };
	/** Logins that ended before the tokens that were made for them. */
	endedLogins: { loginId: string; endedAt: Moment };
	// The four tables of better-auth, behind the local accounts.
	authUser: {
		id: string;
		name: string;
		email: string;
		emailVerified: Flag;
		image: string | null;
		createdAt: Moment;
		updatedAt: Moment;
	};
	authSession: {
		id: string;
		token: string;
		userId: string;
		expiresAt: Moment;
		ipAddress: string | null;
		userAgent: string | null;
		createdAt: Moment;
		updatedAt: Moment;
	};
	authAccount: {
		id: string;
		accountId: string;
		providerId: string;
		userId: string;
		accessToken: string | null;
		refreshToken: string | null;
		idToken: string | null;
		accessTokenExpiresAt: LaterMoment;
		refreshTokenExpiresAt: LaterMoment;
		scope: string | null;
		password: string | null;
		createdAt: Moment;
		updatedAt: Moment;
	};
	authVerification: {
		id: string;
		identifier: string;
		value: string;
		expiresAt: Moment;
		createdAt: Moment;
		updatedAt: Moment;
	};
	communities: {
		id: string;
		name: string;
		description: Generated<string>;
		iconFile: string | null;
		ownerId: string;
		createdAt: Moment;
		deletedAt: LaterMoment;
	};
	members: {
		communityId: string;
		userId: string;
		role: Role;
		nickname: string | null;
		joinedAt: Moment;
		/** Where the server stands in this person's rail, below zero once they have put it there. */
		position: Generated<number>;
	};
	bans: { communityId: string; userId: string; reason: string | null; byId: string; createdAt: Moment };
	categories: { id: string; communityId: string; name: string; position: number };
	channels: {
		id: string;
		communityId: string | null;
		categoryId: string | null;
		kind: ChannelKind;
		name: string;
		topic: Generated<string>;
		position: Generated<number>;
		isGeneral: Flag;
		isPrivate: Flag;
		isReadOnly: Flag;
		lastSeq: Generated<number>;
		rev: Generated<number>;
		createdAt: Moment;
		deletedAt: LaterMoment;
		/** The name for as long as the channel lives, unique in its community whoever races. */
		livingName: GeneratedAlways<string | null>;
		/** The ids of the two people of a direct conversation, the smaller one first; null for channels of a community. */
		pairKey: Generated<string | null>;
	};
	/** Who is in a direct conversation: two rows, or one for notes to oneself. */
	participants: { userId: string; channelId: string };
	/** Who does not want to hear from whom. Neither reaches the other. */
	blocks: { blockerId: string; blockedId: string; createdAt: Moment };
	/** Who sees a private channel besides admins: a role (`role:moderator`) or a person (`user:ID`). */
	channelGrants: { channelId: string; grantee: string };
	messages: {
		channelId: string;
		seq: number;
		rev: number;
		authorId: string;
		body: string;
		nonce: string;
		createdAt: Moment;
		editedAt: LaterMoment;
		deletedAt: LaterMoment;
		deletedBy: string | null;
		/** The line this one answers. */
		replyTo: Generated<number | null>;
		/** What became of a call; such a line has no words. */
		callLine: Generated<string | null>;
	};
	/** How often the room of a channel's call got another name, so that old tokens open nothing. */
	callRooms: { channelId: string; epoch: number };
	reactions: { channelId: string; seq: number; emoji: string; userId: string; createdAt: Moment };
	pins: { channelId: string; seq: number; pinnedBy: string; pinnedAt: Moment };
	/** Whom a line calls, and by which handle (empty when it answers them). A quiet one is shown but calls nobody. */
	mentions: { userId: string; channelId: string; seq: number; written: string; isQuiet: Flag };
	/** Lines that call everyone, or everyone with a role. */
	wideMentions: { channelId: string; seq: number; whom: Wide; isQuiet: Flag };
	/** Which lines of a block of 256 hold a term, a bit each; `oldest` and `newest` are seconds between which all of them lie. */
	searchTerms: {
		channelId: string;
		term: string;
		block: number;
		oldest: number;
		newest: number;
		b0: number;
		b1: number;
		b2: number;
		b3: number;
		b4: number;
		b5: number;
		b6: number;
		b7: number;
	};
	/** Up to which of its changes a channel can be searched. */
	searchHeads: { channelId: string; rev: number };
	/** How far a person has read; without a row nothing of the channel was read. `version` counts the moves of the mark. */
	readMarks: { userId: string; channelId: string; lastReadSeq: number; version: Generated<number>; isMuted: Flag };
	invites: {
		code: string;
		communityId: string;
		creatorId: string;
		maxUses: number | null;
		uses: Generated<number>;
		expiresAt: LaterMoment;
		revokedAt: LaterMoment;
		createdAt: Moment;
	};
	/** Only ever added to: the database itself refuses to change a row. */
	auditEntries: {
		communityId: string;
		id: string;
		actorId: string;
		action: AuditAction;
		targetId: string | null;
		targetName: string;
		detail: string;
		reason: string;
		createdAt: Moment;
	};
	files: {
		key: string;
		ownerId: string;
		name: string;
		type: string;
		size: number;
		width: number | null;
		height: number | null;
		createdAt: Moment;
		/** Null for pictures of servers and people. */
		channelId: Generated<string | null>;
		communityId: Generated<string | null>;
		/** The line whose file it is; null until a message takes it. */
		seq: Generated<number | null>;
		position: Generated<number>;
		kind: Generated<FileKind>;
		blur: Generated<string | null>;
		alt: Generated<string>;
		/** Whether all of its bytes are here, or somebody may still send them. */
		state: Generated<'expected' | 'stored'>;
		/** Which sending writes its bytes now, and until when nobody else may. */
		writer: Generated<string | null>;
		writerUntil: LaterMoment;
		store: Generated<'disk' | 'uploadthing'>;
		/** What the service calls it. */
		uploadKey: Generated<string | null>;
		/** Where its thumbnail lies. */
		smallKey: Generated<string | null>;
		/** Bytes it counts for in `fileUsage`. */
		counted: Generated<number>;
		/** When the sweep takes it; null for what stays. */
		dueAt: LaterMoment;
		deletedAt: LaterMoment;
	};
	/** How much a person, and a server, keeps here. */
	fileUsage: { holder: 'person' | 'server'; holderId: string; bytes: number; files: number };
}
