import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Crowd } from './crowd';
import { raiseStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage();
});
afterAll(() => stage?.end());

test('F32: every message is posted three times at once, also while the app is killed, and is there once', async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage, { copies: 3 });
	crowd.work(300);
	await sleep(5000);
	await stage.app.stop('SIGKILL');
	await stage.app.start();
	await sleep(4000);
	await crowd.settle();
	crowd.leave();
	await annotate(JSON.stringify(crowd.outcomes));
	expect(await crowd.broken()).toEqual([]);
	expect(crowd.attempts.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
});

// The proof that the crowd and the checker would notice. This stage is not used afterwards.
test('without the unique key of the nonces, the same crowd is caught with doubled messages', async () => {
	await stage.database.ask('alter table messages drop key messages_sent_once');
	const crowd = await Crowd.gather(stage, { copies: 2 });
	crowd.work(300);
	await sleep(2000);
	await crowd.settle();
	crowd.leave();
	expect(await crowd.broken()).toContainEqual(expect.stringMatching(/^I2: .* is there 2 times$/));
});
