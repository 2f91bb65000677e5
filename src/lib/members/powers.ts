import { outranks, permissionsOf, type Role } from '../permissions';

const givable = ['admin', 'moderator', 'guest'] as const satisfies Role[];

/** What somebody of one role may do to somebody of another: the same answer for buttons and for the server. */
export function powersOver(mine: Role, theirs: Role) {
	const may = permissionsOf(mine);
	const isBelow = outranks(mine, theirs);
	const mayGive = (role: Role) => outranks(mine, role) && (role !== 'admin' || may.has('community.make-admins'));
	return {
		/** The roles that can be given; none when theirs cannot be changed. */
		roles: isBelow && may.has('members.change-role') ? givable.filter(mayGive) : [],
		kick: isBelow && may.has('members.kick'),
		ban: isBelow && may.has('members.ban'),
		/** Muting and disconnecting them in calls. */
		moderateCalls: isBelow && may.has('calls.moderate')
	};
}
