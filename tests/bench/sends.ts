// How many whole sends a second: parsed, permitted, committed, told to a hundred sockets, then answered.
import { db } from '$lib/server/db';
import { endLane } from '$lib/server/db/lane';
import { inTurn, openHall, type Hall, type Mode } from './parts/hall';
import { Figures, goal, printRatios, sized, verdict } from './parts/report';
import { settle } from './parts/world';

const SOCKETS = 100;
const REPETITIONS = sized(15, 3);
const RUN = sized(800, 400);
const TEXT = JSON.stringify({ body: 'The recital starts at 20:30, doors at 20:00. I’ll be at the desk from seven.' });

const { people, channelIds } = await settle(SOCKETS);
const viewers = people.map(({ viewer }) => viewer);
// A channel each, in one table: neither meets the other's lines.
const rooms = { ours: channelIds[0]!, rival: channelIds[1]! } satisfies Record<Mode, string>;
const halls = { ours: await openHall('ours'), rival: await openHall('rival') } satisfies Record<Mode, Hall>;
for (const [mode, hall] of Object.entries(halls) as [Mode, Hall][])
	await hall.gather(people.map(({ cookie }) => ({ cookie, rooms: [rooms[mode]] })));
await endLane();
await db.destroy();

async function run(mode: Mode, window: number, milliseconds: number) {
	const { server, crowd } = halls[mode];
	await crowd.expect(SOCKETS);
	const { perSecond, cpuPerSend, p50, p99 } = await server.ask(
		'sends',
		rooms[mode],
		viewers,
		TEXT,
		window,
		milliseconds
	);
	return { 'sends/s': perSecond, 'CPU us/send': cpuPerSend, 'p50 ms': p50, 'p99 ms': p99 };
}

for (const window of [32, 1]) {
	const figures = new Figures();
	for (const mode of inTurn(0)) await run(mode, window, RUN / 2);
	for (let repetition = 0; repetition < REPETITIONS; repetition++)
		for (const mode of inTurn(repetition)) figures.add(mode, await run(mode, window, RUN));
	figures.print(`Whole sends to ${SOCKETS} sockets, ${window} under way`);
	const ratios = figures.ratios('sends/s', 'ours', 'rival');
	printRatios('CPU a send, Socket.IO over', { ours: figures.ratios('CPU us/send', 'rival', 'ours') });
	if (window === 1) printRatios('sends/s over', { 'Socket.IO': ratios });
	else goal(`sends/s over Socket.IO's, ${window} under way`, ratios, { least: 5 });
}
for (const hall of Object.values(halls)) hall.end();
verdict();
