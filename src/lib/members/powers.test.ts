import { expect, test } from 'vitest';
import { roles, type Role } from '../permissions';
import { powersOver } from './powers';

/** What each role may do to each, written down by hand: roles to give, then k for kick, b for ban, c for moderating calls. */
const table: Record<Role, Record<Role, string>> = {
	owner: {
		owner: '',
		admin: 'admin moderator guest k b c',
		moderator: 'admin moderator guest k b c',
		guest: 'admin moderator guest k b c'
	},
	admin: { owner: '', admin: '', moderator: 'moderator guest k b c', guest: 'moderator guest k b c' },
	moderator: { owner: '', admin: '', moderator: '', guest: 'k b c' },
	guest: { owner: '', admin: '', moderator: '', guest: '' }
};

test('powers follow the ranks', () => {
	for (const mine of roles)
		for (const theirs of roles) {
			const { roles: givable, kick, ban, moderateCalls } = powersOver(mine, theirs);
			const deeds = [kick && 'k', ban && 'b', moderateCalls && 'c'];
			const words = [...givable, ...deeds.filter(Boolean)].join(' ');
			expect([mine, theirs, words]).toEqual([mine, theirs, table[mine][theirs]]);
		}
});
