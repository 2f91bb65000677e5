import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../scripts/parts/processes.js';
import { Crowd } from './crowd';
import { knock } from './knock';
import { raiseStage, type Stage } from './stage';
import { WindowProcess } from './window-process';

/** `STORM=5000` for the storm of RELIABILITY.md. */
const SOCKETS = Number(process.env.STORM || 2000);
const EACH = 10;

let stage: Stage, windows: WindowProcess;
beforeAll(async () => {
	[stage, windows] = await Promise.all([raiseStage(), WindowProcess.start()]);
});
afterAll(async () => {
	await windows?.end();
	await stage?.end();
});

test(`F19: ${SOCKETS} sockets come back within 20 s after the server was killed, and nothing is missed`, async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage, { writers: 2, readers: 2 });
	const people = await stage.join(crowd.place, Math.ceil(SOCKETS / EACH));
	const opening = performance.now();
	await windows.open(crowd.place, people, EACH);
	await annotate(`opened in ${Math.round(performance.now() - opening)} ms`);
	crowd.work(1000);
	await sleep(1500);
	await stage.app.stop('SIGKILL');
	await sleep(1000);
	await stage.app.start();
	const began = performance.now();
	const since = () => Math.round(performance.now() - began);
	let slowestHealth = 0;
	const progress: string[] = [];
	const isBack = await waitUntil(async () => {
		slowestHealth = Math.max(slowestHealth, (await knock(crowd.place, '/healthz')).took);
		await sleep(500);
		const { live } = await windows.tell();
		progress.push(`${live} after ${since()} ms`);
		return live === people.length * EACH;
	}, 60_000);
	const back = since();
	await annotate(progress.join(', '));
	await crowd.settle();
	const log = await stage.log(crowd.place);
	const isWhole = await waitUntil(
		async () => (await windows.tell()).revs[log.head.rev] === people.length * EACH,
		20_000
	);
	await annotate(`all were back after ${back} ms; the slowest /healthz meanwhile took ${Math.round(slowestHealth)} ms`);
	await annotate(JSON.stringify({ ...(await windows.tell()), ports: undefined, lines: log.rows.length }));
	await annotate(JSON.stringify(crowd.outcomes));
	expect.soft(isBack, 'all came back').toBe(true);
	expect.soft(back).toBeLessThan(20_000);
	expect.soft(isWhole, 'all know everything').toBe(true);
	expect.soft(await windows.check(log)).toEqual([]);
	crowd.leave();
	expect(await crowd.broken()).toEqual([]);
});
