/** What is written down, and how it is told after the name of whoever did it; the target's name follows. */
export const auditActions = {
	'community.edited': 'edited the server',
	'community.transferred': 'made owner:',
	'community.deleted': 'deleted the server',
	'member.role-changed': 'changed the role of',
	'member.kicked': 'removed',
	'member.banned': 'banned',
	'member.unbanned': 'lifted the ban on',
	'message.removed': 'deleted a message of',
	'message.pinned': 'pinned a message of',
	'message.unpinned': 'unpinned a message of',
	'call.muted': 'muted in a call',
	'call.disconnected': 'removed from a call',
	'channel.created': 'created the channel',
	'channel.edited': 'edited the channel',
	'channel.moved': 'moved the channel',
	'channel.deleted': 'deleted the channel',
	'category.created': 'created the category',
	'category.edited': 'renamed the category',
	'category.moved': 'moved the category',
	'category.deleted': 'deleted the category',
	'invite.created': 'made the invite',
	'invite.revoked': 'revoked the invite'
} as const;
export type AuditAction = keyof typeof auditActions;

/** The same deeds, as something to look for. */
export const auditKinds: Record<AuditAction, string> = {
	'community.edited': 'Server edited',
	'community.transferred': 'Ownership transferred',
	'community.deleted': 'Server deleted',
	'member.role-changed': 'Role changed',
	'member.kicked': 'Member removed',
	'member.banned': 'Member banned',
	'member.unbanned': 'Ban lifted',
	'message.removed': 'Message deleted',
	'message.pinned': 'Message pinned',
	'message.unpinned': 'Message unpinned',
	'call.muted': 'Member muted in a call',
	'call.disconnected': 'Member removed from a call',
	'channel.created': 'Channel created',
	'channel.edited': 'Channel edited',
	'channel.moved': 'Channel moved',
	'channel.deleted': 'Channel deleted',
	'category.created': 'Category created',
	'category.edited': 'Category renamed',
	'category.moved': 'Category moved',
	'category.deleted': 'Category deleted',
	'invite.created': 'Invite made',
	'invite.revoked': 'Invite revoked'
};

/** One act, as admins read it. `detail` is what changed, in words: "guest → moderator". */
export type AuditEntry = {
	id: string;
	actor: { id: string; name: string; avatarUrl: string | null };
	action: AuditAction;
	targetName: string;
	detail: string;
	reason: string;
	at: string;
};
