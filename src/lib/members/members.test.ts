import { beforeEach, expect, test } from 'vitest';
import type { Role } from '../permissions';
import { memberNews } from './members.svelte';

const member = (id: string, role: Role = 'guest') => ({ id, name: `P${id}`, handle: `p${id}`, avatarUrl: null, role });
const shown = (communityId = '1') =>
	memberNews.everyone(communityId, [member('11'), member('12')]).map(({ id, role }) => `${id} ${role}`);
const ready = { type: 'ready', version: 1, viewerId: '11', epoch: 1 } as const;

beforeEach(() => memberNews.hear(ready));

test('who joins is there, who changes is another, who leaves is gone, and it is all the same twice', () => {
	for (let time = 0; time < 2; time++) {
		memberNews.hear({ type: 'member.joined', communityId: '1', member: member('13') });
		memberNews.hear({ type: 'member.changed', communityId: '1', member: member('12', 'admin') });
		memberNews.hear({ type: 'member.left', communityId: '1', userId: '11' });
	}
	expect(shown()).toEqual(['12 admin', '13 guest']);
	expect(shown('2'), 'another place').toEqual(['11 guest', '12 guest']);
	expect(memberNews.current('1', [member('12')]), 'a list that was searched for grows by nobody').toHaveLength(1);
});

test('who comes back is there again', () => {
	memberNews.hear({ type: 'member.left', communityId: '1', userId: '11' });
	memberNews.hear({ type: 'member.joined', communityId: '1', member: member('11') });
	expect(shown()).toEqual(['11 guest', '12 guest']);
});

test('after a lost connection the server’s word counts, not what was heard before', () => {
	memberNews.hear({ type: 'member.left', communityId: '1', userId: '11' });
	memberNews.hear(ready);
	expect(shown()).toEqual(['11 guest', '12 guest']);
});
