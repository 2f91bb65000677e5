import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitUntil } from '../../scripts/parts/processes.js';
import { Crowd } from './crowd';
import { heldOpen } from './sockets';
import { raiseStage, type Stage } from './stage';
import { WindowProcess } from './window-process';

let stage: Stage, windows: WindowProcess;
beforeAll(async () => {
	[stage, windows] = await Promise.all([raiseStage(), WindowProcess.start()]);
});
afterAll(async () => {
	await windows?.end();
	await stage?.end();
});

test('F16: a client that is stopped is ended within 60 s, others do not feel it, and it comes back without loss', async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage, { writers: 10, readers: 10 });
	const sleepers = await stage.join(crowd.place, 5);
	const { ports } = await windows.open(crowd.place, sleepers, 2);
	expect(heldOpen(stage.app.port, ports)).toBe(10);
	crowd.work(700);
	windows.signal('SIGSTOP');
	const began = performance.now();
	let slowest = 0;
	const isEnded = await waitUntil(async () => {
		slowest = Math.max(slowest, await crowd.readers[0]!.connection.ping(5000));
		await new Promise((resolve) => setTimeout(resolve, 500));
		return heldOpen(stage.app.port, ports) === 0;
	}, 60_000);
	const took = performance.now() - began;
	windows.signal('SIGCONT');
	await crowd.settle();
	const log = await stage.log(crowd.place);
	const isBack = await waitUntil(async () => (await windows.tell()).revs[log.head.rev] === 10, 35_000);
	const { losses } = await windows.tell();
	const slow = Math.max(...crowd.attempts.map(({ took }) => took));
	crowd.leave();
	await annotate(
		`ended after ${Math.round(took)} ms, with ${JSON.stringify(losses)}; ${log.rows.length} lines meanwhile`
	);
	await annotate(`others: slowest pong ${Math.round(slowest)} ms, slowest answer ${Math.round(slow)} ms`);
	expect(isEnded, 'the server let go of it').toBe(true);
	expect(isBack, 'it came back and knows everything').toBe(true);
	expect(await windows.check(log)).toEqual([]);
	expect(await crowd.broken()).toEqual([]);
	expect(crowd.readers.flatMap(({ connection }) => connection.losses)).toEqual([]);
	expect(Math.max(slowest, slow), 'what others felt').toBeLessThan(2000);
});
