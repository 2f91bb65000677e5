import { expect, test } from 'vitest';
import type { Category, Channel } from './channel';
import { stepDown, stepUp } from './steps';

const category = (id: string, ...channels: string[]): Category => ({
	id,
	name: id,
	channels: channels.map((channel) => ({ id: channel }) as Channel)
});
const all = [category('A', '1', '2', '3'), category('B'), category('C', '4')];

test('a step goes over one neighbour, and at the edge into the next category', () => {
	expect(stepUp(all, '2')).toEqual({ categoryId: 'A', before: '1' });
	expect(stepDown(all, '1')).toEqual({ categoryId: 'A', before: '3' });
	expect(stepDown(all, '2')).toEqual({ categoryId: 'A', before: '' });
	expect(stepDown(all, '3')).toEqual({ categoryId: 'B', before: '' });
	expect(stepUp(all, '4')).toEqual({ categoryId: 'B', before: '' });
	expect(stepDown([category('A', '1'), category('C', '4')], '1')).toEqual({ categoryId: 'C', before: '4' });
});

test('there is no step beyond the first and the last place', () => {
	expect([stepUp(all, '1'), stepDown(all, '4'), stepUp(all, 'none'), stepDown(all, 'none')]).toEqual([
		null,
		null,
		null,
		null
	]);
});
