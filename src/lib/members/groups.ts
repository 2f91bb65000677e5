import type { Permission } from '../permissions';

/** Several people at once, as a message can call them. */
export const groups: { handle: string; who: string; needs?: Permission }[] = [
	{ handle: 'everyone', who: 'Everyone who sees this channel', needs: 'messages.mention-everyone' },
	{ handle: 'moderators', who: 'All moderators' },
	{ handle: 'admins', who: 'All admins' },
	{ handle: 'owner', who: 'The owner' }
];
