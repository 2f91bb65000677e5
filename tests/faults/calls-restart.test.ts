import { afterAll, beforeAll, expect, test } from 'vitest';
import { CallWindow, makeRoom, until } from './call-window';
import type { Person } from './people';
import { raiseStage, type Place, type Stage } from './stage';

let stage: Stage, place: Place, people: Person[];
let channelId: string;
const windows: CallWindow[] = [];
beforeAll(async () => {
	stage = await raiseStage();
	({ place, people } = await stage.place(2));
	channelId = await makeRoom(stage, place);
});
afterAll(async () => {
	for (const window of windows) window.end();
	await stage?.end();
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
	'F1 F2: a call outlives the app: after a %s whoever comes back has their place',
	async (signal) => {
		const [one, other] = await Promise.all(people.map((person) => new CallWindow(person, stage.app.base).open()));
		windows.push(one!, other!);
		for (const window of [one!, other!]) await window.join(channelId);
		const code = await stage.app.stop(signal);
		if (signal === 'SIGTERM') expect(code).toBe(0);
		// Nobody was told that their call is over: what they say to each other does not pass through us.
		for (const window of [one!, other!]) expect(window.of('call.ended')).toEqual([]);
		await stage.app.start();
		for (const window of [one!, other!]) {
			window.heard.length = 0;
			await window.open();
			await window.join(channelId);
		}
		expect(other!.of('call.joined')[0]!.occupants.map(({ device }) => device)).toEqual([one!.device]);
		one!.say({ type: 'call.signal', channelId, to: other!.device, data: 'are you there?' });
		await until('they reach each other', () => other!.of('call.signal').length > 0);
		expect(other!.of('call.signal')).toMatchObject([{ from: one!.device, data: 'are you there?' }]);
		for (const window of [one!, other!]) window.say({ type: 'call.leave', channelId });
		await until('they left', () => one!.inside(channelId).length === 0);
	}
);
