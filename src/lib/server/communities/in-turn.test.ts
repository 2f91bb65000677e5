import { expect, test } from 'vitest';
import { inTurn } from './in-turn';

const order: string[] = [];
const step = (name: string, wait: number) => async () => {
	await new Promise((resolve) => setTimeout(resolve, wait));
	order.push(name);
};

test('changes of one community are made and told one after the other, however long each takes; others do not wait', async () => {
	await Promise.all([
		inTurn('1', step('slow', 30)),
		inTurn('1', step('quick', 0)),
		inTurn('2', step('elsewhere', 5)),
		inTurn('1', step('last', 0))
	]);
	expect(order).toEqual(['elsewhere', 'slow', 'quick', 'last']);
});

test('one that fails tells only its own caller', async () => {
	const failing = inTurn('1', () => Promise.reject(new Error('the disk is full')));
	const next = inTurn('1', async () => 'done');
	await expect(failing).rejects.toThrow('the disk is full');
	expect(await next).toBe('done');
});
