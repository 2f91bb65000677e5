import type { Role } from '../permissions';
import type { Message } from './message';

const groups: Partial<Record<Role, string>> = { owner: 'owner', admin: 'admins', moderator: 'moderators' };

/** Whether a message calls this person: by name, with everyone or a group they are in, or by answering them. */
export function callsFor(
	{ author, mentions, replyTo, deletedAt }: Message,
	viewerId: string,
	role: Role | null
): boolean {
	if (author.id === viewerId || deletedAt) return false;
	if (replyTo?.author.id === viewerId) return true;
	const group = role ? groups[role] : undefined;
	return !!mentions?.some(({ id, as }) => (id ? id === viewerId : as === 'everyone' || as === group));
}
