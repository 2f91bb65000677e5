import { expect, test } from 'vitest';
import { firstSteps, skippedIn, withSkipped } from './first-steps';

const general = { isGeneral: true, lastSeq: 0 };
const young = {
	community: { id: '1', iconUrl: null as string | null },
	role: 'owner' as const,
	members: [1],
	categories: [{ channels: [general] }]
};

test('what is done is read from the server itself', () => {
	expect(firstSteps(young)).toEqual({ picture: false, invite: false, channel: false, hello: false });
	const busy = { ...young, members: [1, 2], categories: [{ channels: [{ ...general, lastSeq: 3 }] }] };
	expect(firstSteps(busy)).toEqual({ picture: false, invite: true, channel: false, hello: true });
});

test('nobody but the owner of an empty server sees them', () => {
	expect(firstSteps({ ...young, role: 'admin' })).toBeNull();
	expect(firstSteps({ ...young, members: [1, 2, 3, 4, 5, 6] })).toBeNull();
	expect(firstSteps({ ...young, categories: [{ channels: [{ ...general, lastSeq: 21 }] }] })).toBeNull();
	const all = {
		...{ ...young, community: { id: '1', iconUrl: '/files/x' }, members: [1, 2] },
		categories: [{ channels: [{ ...general, lastSeq: 1 }, general] }]
	};
	expect(firstSteps(all)).toBeNull();
});

test('what was skipped is remembered for twenty servers', () => {
	expect(skippedIn(undefined)).toEqual([]);
	const many = Array.from({ length: 25 }, (_, at) => String(at)).reduce<string>(
		(value, id) => withSkipped(value, id),
		''
	);
	expect(skippedIn(many)).toHaveLength(20);
	expect(skippedIn(withSkipped(many, '24'))[0]).toBe('24');
	expect(skippedIn(withSkipped(many, '24'))).toHaveLength(20);
});
