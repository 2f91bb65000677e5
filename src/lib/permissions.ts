/** From the most to the least trusted. */
export const roles = ['owner', 'admin', 'moderator', 'guest'] as const;
export type Role = (typeof roles)[number];

/** What people read: one holder, all of them, and the hue of the dot beside it (none for guests: they are most people). */
export const roleNames: Record<Role, { one: string; many: string; hue?: number }> = {
	owner: { one: 'Owner', many: 'Owner', hue: 2 },
	admin: { one: 'Admin', many: 'Admins', hue: 6 },
	moderator: { one: 'Moderator', many: 'Moderators', hue: 4 },
	guest: { one: 'Member', many: 'Members' }
};

// One row a permission: who holds it. The table of the product's contract, word for word.
const holders = {
	'messages.write': ['owner', 'admin', 'moderator', 'guest'],
	'messages.write-read-only': ['owner', 'admin', 'moderator'],
	'messages.pin': ['owner', 'admin', 'moderator'],
	'messages.mention-everyone': ['owner', 'admin', 'moderator'],
	'messages.remove-others': ['owner', 'admin', 'moderator'],
	'calls.moderate': ['owner', 'admin', 'moderator'],
	'members.kick': ['owner', 'admin', 'moderator'],
	'members.ban': ['owner', 'admin', 'moderator'],
	'members.change-role': ['owner', 'admin'],
	'channels.manage': ['owner', 'admin', 'moderator'],
	'channels.see-private': ['owner', 'admin'],
	'invites.create': ['owner', 'admin', 'moderator', 'guest'],
	'invites.see-all': ['owner', 'admin', 'moderator'],
	'bans.see': ['owner', 'admin'],
	'audit.see': ['owner', 'admin'],
	'community.edit': ['owner', 'admin'],
	'community.make-admins': ['owner'],
	'community.transfer': ['owner'],
	'community.delete': ['owner']
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof holders;
export const everyPermission = Object.keys(holders) as Permission[];

const held = (role: Role) => Object.entries(holders).filter(([, who]) => (who as readonly Role[]).includes(role));
const byRole = new Map(
	roles.map((role) => [role, new Set(held(role).map(([permission]) => permission as Permission))])
);

/** What a role may do; the same table draws the buttons and guards the server. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
	return byRole.get(role)!;
}

/** What each of the two may do in their direct conversation. */
export const permissionsInDirect: ReadonlySet<Permission> = new Set(['messages.write', 'messages.pin']);

/** Whether a role may write in a channel that is read-only, or is not. */
export function mayWriteIn(isReadOnly: boolean, role: Role): boolean {
	return permissionsOf(role).has(isReadOnly ? 'messages.write-read-only' : 'messages.write');
}

/** Nobody acts on an equal or on someone above. */
export function outranks(actor: Role, target: Role): boolean {
	return roles.indexOf(actor) < roles.indexOf(target);
}
