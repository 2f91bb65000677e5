import { expect, test } from 'vitest';
import { roles, type Role } from '../permissions';
import { powersOver } from './powers';

/** What each role may do to each, written down by hand: roles to give, then k for kick, b for ban. */
const table: Record<Role, Record<Role, string>> = {
	owner: {
		owner: '',
		admin: 'admin moderator guest k b',
		moderator: 'admin moderator guest k b',
		guest: 'admin moderator guest k b'
	},
	admin: { owner: '', admin: '', moderator: 'moderator guest k b', guest: 'moderator guest k b' },
	moderator: { owner: '', admin: '', moderator: '', guest: 'k b' },
	guest: { owner: '', admin: '', moderator: '', guest: '' }
};

test('powers follow the ranks', () => {
	for (const mine of roles)
		for (const theirs of roles) {
			const { roles: givable, kick, ban } = powersOver(mine, theirs);
			const words = [...givable, ...(kick ? ['k'] : []), ...(ban ? ['b'] : [])].join(' ');
			expect([mine, theirs, words]).toEqual([mine, theirs, table[mine][theirs]]);
		}
});
