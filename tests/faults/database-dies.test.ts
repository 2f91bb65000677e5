import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { post } from '$lib/messages/post';
import { Crowd } from './crowd';
import { knock, type Knock } from './knock';
import { raiseStage, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
	stage = await raiseStage();
});
afterEach(() => vi.unstubAllGlobals());
afterAll(() => stage?.end());

/** Each way in that needs the database: for data, for a page, to be told whether requests may come, and to write (nothing). */
async function knockEverywhere({ place, readers }: Crowd): Promise<Knock[]> {
	const { person } = readers[0]!;
	return Promise.all([
		knock(place, `/api/sync?channel=${place.channelId}&rev=0`, person),
		knock(place, place.path, person),
		knock(place, '/readyz'),
		knock(place, `${place.path}?/send`, readers[1]!.person, { body: '' })
	]);
}

const refused = (crowd: Crowd) => crowd.attempts.filter(({ outcome }) => outcome === 'refused');
/** What the app answered when it could not. */
const excuses = (crowd: Crowd) =>
	new Set(crowd.attempts.flatMap(({ outcome, status }) => (outcome === 'again' ? [status] : [])));
const losses = (crowd: Crowd) => crowd.readers.flatMap(({ connection }) => connection.losses);

test.each(['SIGKILL', 'SIGTERM'] as const)(
	'F3: the database ends by %s under load and comes back: the app stays up, says 503 and recovers by itself',
	async (signal) => {
		const crowd = await Crowd.gather(stage);
		const { pid } = stage.app;
		crowd.work();
		await sleep(3000);
		await stage.database.stop(signal);
		const answers = await knockEverywhere(crowd);
		const health = await knock(crowd.place, '/healthz');
		await sleep(2000);
		await stage.database.start();
		const isHeard = await crowd.isHeard(5000);
		const { status } = await knock(crowd.place, '/readyz');
		await sleep(3000);
		await crowd.settle();
		crowd.leave();
		expect.soft(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
		expect.soft(answers.map(({ retryAfter }) => Number(retryAfter) > 0)).toEqual([true, true, true, true]);
		expect.soft([health.status, status]).toEqual([200, 200]);
		expect.soft(isHeard, 'a message got through within 5 s').toBe(true);
		expect.soft([refused(crowd), losses(crowd)], 'final refusals, lost sockets').toEqual([[], []]);
		expect.soft(excuses(crowd)).toEqual(new Set([503]));
		expect.soft(await crowd.broken()).toEqual([]);
		expect([stage.app.isAlive, stage.app.pid], 'the app was not restarted').toEqual([true, pid]);

		const { text, status: saidToWriter } = answers[3]!;
		vi.stubGlobal('fetch', async () => new Response(text, { status: saidToWriter }));
		expect(await post('?/send', {}), 'what a browser makes of it').toMatchObject({ again: true });
	}
);

test('F4: the database is frozen for 10 s: what needs it fails in time, what does not goes on, and then all is well', async ({
	annotate
}) => {
	const crowd = await Crowd.gather(stage);
	crowd.work();
	await sleep(3000);
	const known = crowd.attempts.length;
	stage.database.signal('SIGSTOP');
	const frozen = sleep(10_000).then(() => stage.database.signal('SIGCONT'));
	await sleep(500);
	const [pongs, health, answers] = await Promise.all([
		Promise.all(crowd.readers.map(({ connection }) => connection.ping(2000))),
		knock(crowd.place, '/healthz'),
		knockEverywhere(crowd),
		frozen
	]);
	const isHeard = await crowd.isHeard(5000);
	await sleep(3000);
	await crowd.settle();
	crowd.leave();
	const slow = Math.max(...crowd.attempts.slice(known).map(({ took }) => took));
	await annotate(answers.map(({ status, took }) => `${status} in ${Math.round(took)} ms`).join(', '));
	await annotate(`the slowest answer to a writer took ${Math.round(slow)} ms`);
	await annotate(JSON.stringify(crowd.outcomes));
	expect.soft(Math.max(...pongs), 'the slowest pong').toBeLessThan(1000);
	expect.soft([health.status, health.took < 1000]).toEqual([200, true]);
	expect.soft(answers.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
	expect.soft(Math.max(...answers.map(({ took }) => took)), 'the slowest no').toBeLessThan(6000);
	expect.soft(slow, 'the slowest answer to a writer').toBeLessThan(6000);
	expect.soft(isHeard, 'a message got through within 5 s').toBe(true);
	expect.soft([refused(crowd), losses(crowd)], 'final refusals, lost sockets').toEqual([[], []]);
	expect.soft(excuses(crowd)).toEqual(new Set([503]));
	expect.soft(await crowd.broken()).toEqual([]);
});
