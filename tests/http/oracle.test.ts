import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { told, unreal, type Spot } from './asking';
import { World } from './matrix/world';
import { send } from './wire';

const SAMPLES = 200;
/** A difference a stranger could measure from elsewhere, in milliseconds. */
const TELLING = 5;

let world: World;
beforeAll(async () => {
	world = await World.make();
});
afterAll(() => world?.end());

const doors: [name: string, path: (spot: Spot) => string][] = [
	['the channel', ({ server, channel }) => `/servers/${server}/channels/${channel}`],
	['its edit page', ({ server, channel }) => `/servers/${server}/channels/${channel}/edit`],
	['its messages', ({ channel }) => `/api/channels/${channel}/messages`],
	['its changes', ({ channel }) => `/api/sync?channel=${channel}&rev=0`]
];

/** Knocks once; answers what was told, and how long that took. */
async function knock(cookie: string, path: (spot: Spot) => string, spot: Spot) {
	const begun = performance.now();
	const answer = await send(path(spot), { headers: { cookie, accept: 'text/html' } });
	return { took: performance.now() - begun, status: answer.status, told: told(answer, spot) };
}

const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1]!;

/** Knocks at both so many times, in turn and each first as often as the other: what else the machine does concerns both. */
async function compare(cookie: string, path: (spot: Spot) => string, hidden: Spot, missing: Spot) {
	const times: { hidden: number[]; missing: number[] } = { hidden: [], missing: [] };
	const answers = new Set<string>();
	for (let sample = 0; sample < SAMPLES; sample++) {
		const pair = [['hidden', hidden] as const, ['missing', missing] as const];
		for (const [which, spot] of sample % 2 ? pair : pair.reverse()) {
			const { took, status, told } = await knock(cookie, path, spot);
			expect([which, status]).toEqual([which, 404]);
			times[which].push(took);
			answers.add(told);
		}
	}
	return { answers, hidden: median(times.hidden), missing: median(times.missing) };
}

describe.each([
	['moderator', 'home', 'privateId'],
	['guest', 'home', 'privateId'],
	['stranger', 'home', 'channelId'],
	['owner', 'elsewhere', 'channelId']
] as const)('T5: to the %s what is hidden is what is not there (%s, %s):', (actor, where, which) => {
	test.each(doors)('%s', async (_, path) => {
		const { cookie } = world.visitors[actor];
		const { communityId } = world[where];
		const channel = world[where][which];
		const hidden = { server: communityId, channel };
		// Where one is in, only the channel is there or not.
		const isInside = actor === 'moderator' || actor === 'guest';
		const missing = { server: isInside ? communityId : unreal(communityId), channel: unreal(channel) };
		await knock(cookie, path, hidden);
		const first = await compare(cookie, path, hidden, missing);
		expect(first.answers.size, 'answers that differ').toBe(1);
		const isTelling = ({ hidden, missing }: typeof first) => Math.abs(hidden - missing) >= TELLING;
		// A difference that is real is there a second time.
		const times = isTelling(first) ? await compare(cookie, path, hidden, missing) : first;
		expect(Math.abs(times.hidden - times.missing), JSON.stringify(times)).toBeLessThan(TELLING);
	});
});

test('T5: the same doors are open to those who may', async () => {
	const { communityId: server, privateId: channel } = world.home;
	for (const [name, path] of doors)
		expect([name, (await knock(world.visitors.admin.cookie, path, { server, channel })).status]).toEqual([name, 200]);
});
