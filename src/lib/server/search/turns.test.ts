import { expect, test } from 'vitest';
import { inTurn } from './turns';

function held() {
	let done = () => {};
	const work = new Promise<void>((resolve) => (done = resolve));
	return { work: () => work, done: () => done() };
}

test('a person searches twice at a time, and is told so for a third; others search meanwhile', async () => {
	const [first, second] = [held(), held()];
	const both = [inTurn('1', first.work), inTurn('1', second.work)];
	await expect(inTurn('1', async () => 'third')).rejects.toMatchObject({ status: 429 });
	expect(await inTurn('2', async () => 'another')).toBe('another');
	first.done();
	await both[0];
	expect(await inTurn('1', async () => 'third')).toBe('third');
	second.done();
	await both[1];
});

test('a search that fails gives its turn back', async () => {
	for (let round = 0; round < 5; round++)
		await expect(
			inTurn('3', async () => {
				throw new Error('no');
			})
		).rejects.toThrow('no');
});

test('more people than there are places wait for one another', async () => {
	const holds = ['a', 'b', 'c', 'd'].map((id) => ({ id, ...held() }));
	const all = holds.map(({ id, work }) => inTurn(id, work));
	let hasBegun = false;
	const late = inTurn('e', async () => (hasBegun = true));
	await Promise.resolve();
	expect(hasBegun).toBe(false);
	holds[0]!.done();
	await late;
	expect(hasBegun).toBe(true);
	holds.forEach(({ done }) => done());
	await Promise.all(all);
});
