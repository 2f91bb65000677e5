import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crowd } from './crowd';
import { raiseStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage();
});
afterAll(() => stage?.end());

test('F1: the app is killed three times while people write, and nothing acknowledged is lost or doubled', async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage);
	crowd.work();
	for (let round = 0; round < 3; round++) {
		await sleep(2000 + Math.random() * 1000);
		await stage.app.stop('SIGKILL');
		await stage.app.start();
		const began = performance.now();
		expect(await crowd.isHeard(10_000), 'writers got through again').toBe(true);
		expect(await crowd.live(10_000), 'readers came back').toBe(true);
		await annotate(`round ${round}: everyone is back ${Math.round(performance.now() - began)} ms after the start`);
	}
	await sleep(1000);
	await crowd.settle();
	await annotate(JSON.stringify(crowd.outcomes));
	expect(await crowd.broken()).toEqual([]);
	expect(crowd.attempts.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
	crowd.leave();
});

test('F2: the app is asked to go under load and its follower takes over: no message is lost, refused or broken', async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage);
	crowd.work(80);
	await sleep(3000);
	const began = performance.now();
	const leaving = stage.app.stop('SIGTERM');
	await stage.app.start();
	const code = await leaving;
	await annotate(`it was gone after ${Math.round(performance.now() - began)} ms`);
	expect(code, 'exit code').toBe(0);
	expect(performance.now() - began).toBeLessThan(20_000);
	expect(await crowd.live(20_000), 'readers came back').toBe(true);
	await sleep(2000);
	await crowd.settle();
	await annotate(JSON.stringify(crowd.outcomes));
	expect(await crowd.broken()).toEqual([]);
	expect(crowd.attempts.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
	const firstLosses = crowd.readers.map(({ connection }) => connection.losses[0]);
	expect(new Set(firstLosses), 'everyone was told that it goes').toEqual(new Set([1012]));
	crowd.leave();
});

test('F28: an error that nothing caught is written down; what runs is finished, and the next process goes on', async () => {
	await stage.app.stop('SIGTERM');
	await stage.app.start('--import', './tests/faults/bomb.mjs');
	const crowd = await Crowd.gather(stage);
	crowd.work(80);
	await sleep(1000);
	process.kill(stage.app.pid, 'SIGUSR2');
	expect(await stage.app.gone(), 'exit code').toBe(1);
	expect(stage.app.lastWords).toContain('planted by a test');
	await stage.app.start();
	expect(await crowd.live(20_000), 'readers came back').toBe(true);
	await crowd.settle();
	expect(await crowd.broken()).toEqual([]);
	crowd.leave();
});
