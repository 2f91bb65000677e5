import { expect, test } from 'vitest';
import { inOrder, movedBefore } from './order';

test('one is put before another, or last; nothing is lost', () => {
	expect(movedBefore(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
	expect(movedBefore(['a', 'b', 'c'], 'a', 'c')).toEqual(['b', 'a', 'c']);
	expect(movedBefore(['a', 'b', 'c'], 'a', null)).toEqual(['b', 'c', 'a']);
	expect(movedBefore(['a', 'b', 'c'], 'b', 'b')).toEqual(['a', 'b', 'c']);
	expect(movedBefore(['a'], 'a', null)).toEqual(['a']);
});

test('what is not there is not moved, and nothing is moved to it', () => {
	expect(movedBefore(['a', 'b'], 'x', 'a')).toBeNull();
	expect(movedBefore(['a', 'b'], 'a', 'x')).toBeNull();
	expect(movedBefore([], 'a', null)).toBeNull();
});

test('what an order does not name keeps its own, at the end', () => {
	const places = ['a', 'b', 'c', 'd'].map((id) => ({ id }));
	const ids = (ordered: { id: string }[]) => ordered.map(({ id }) => id).join('');
	expect(ids(inOrder(places, ['c', 'gone', 'a']))).toBe('cabd');
	expect(ids(inOrder(places, []))).toBe('abcd');
});
