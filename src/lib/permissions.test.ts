import { expect, test } from 'vitest';
import { outranks, permissionsOf, roles } from './permissions';

test('guests write and invite, and nothing more', () => {
	expect([...permissionsOf('guest')].sort()).toEqual(['invites.create', 'messages.write']);
});

test('every role may all that the role below it may', () => {
	for (const [index, role] of roles.slice(0, -1).entries()) {
		const below = permissionsOf(roles[index + 1]!);
		expect([...below].filter((permission) => !permissionsOf(role).has(permission))).toEqual([]);
	}
});

test('only the owner can give the place away', () => {
	for (const permission of ['community.delete', 'community.transfer', 'community.make-admins'] as const)
		expect(roles.filter((role) => permissionsOf(role).has(permission))).toEqual(['owner']);
});

test('nobody outranks an equal or someone above', () => {
	for (const [i, actor] of roles.entries())
		for (const [j, target] of roles.entries()) expect(outranks(actor, target)).toBe(i < j);
});
