import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../scripts/parts/processes.js';
import { Crowd } from './crowd';
import { raiseStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage({ hasWire: true });
});
afterAll(() => stage?.end());

test('a commit whose answer is lost counts: its author is told on the next try, and everyone hears of it', async () => {
	const crowd = await Crowd.gather(stage, { writers: 1, readers: 3 });
	await crowd.writers[0]!.send();
	const cut = stage.wire!.cutAtNextCommit();
	const sending = crowd.writers[0]!.send();
	await cut;
	await waitUntil(() => crowd.attempts.some(({ outcome }) => outcome === 'again'), 10_000);
	stage.wire!.mend();
	const { attempts } = await sending;
	await crowd.settle();
	crowd.leave();
	expect(attempts.length, 'the first try failed').toBeGreaterThan(1);
	// Nothing is written afterwards that would show the readers a gap.
	expect(await crowd.broken()).toEqual([]);
});

test('the line to the database is cut again and again in the middle of commits: nothing is lost or doubled', async () => {
	const crowd = await Crowd.gather(stage);
	crowd.work();
	for (let round = 0; round < 6; round++) {
		await sleep(700);
		await stage.wire!.cutAtNextCommit();
		await sleep(300);
		stage.wire!.mend();
		expect(await crowd.isHeard(5000)).toBe(true);
	}
	await crowd.settle();
	crowd.leave();
	expect(await crowd.broken()).toEqual([]);
	expect(crowd.attempts.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
});
