import { expect, test } from 'vitest';
import { atMost } from './at-most';

test('no more run at a time than there are places, also when some fail, and all get their turn', async () => {
	const limited = atMost(2);
	let running = 0;
	let most = 0;
	const work = async (name: number) => {
		most = Math.max(most, ++running);
		await new Promise((resolve) => setImmediate(resolve));
		running -= 1;
		if (name % 3 === 0) throw new Error('no');
		return name;
	};
	const answers = await Promise.allSettled(Array.from({ length: 10 }, (_, name) => limited(() => work(name))));
	expect(most).toBe(2);
	expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(4);
	expect(await limited(() => work(1))).toBe(1);
});

test('urgent work goes before what waits, and both are done', async () => {
	const limited = atMost(1);
	const order: string[] = [];
	const work = (name: string, isUrgent?: boolean) => limited(async () => void order.push(name), isUrgent);
	await Promise.all([work('first'), work('second'), work('third'), work('urgent', true)]);
	expect(order).toEqual(['first', 'urgent', 'second', 'third']);
});
