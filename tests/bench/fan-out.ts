// How many deliveries of one event a second, and how late, beside Socket.IO.
import { db } from '$lib/server/db';
import { inTurn, openHall, type Hall, type Mode } from './parts/hall';
import { Figures, goal, printRatios, sized, verdict } from './parts/report';
import { settle } from './parts/world';

const MOST = sized(1000, 200);
const REPETITIONS = sized(15, 3);
const RUN = sized(800, 400);
const DELIVERIES = sized(60_000, 6_000);
const SOCKETS_PER_PERSON = 10;

const { people, channelIds } = await settle(MOST / SOCKETS_PER_PERSON);
const [small, large] = channelIds as [string, string];
const tasks = [
	{ title: `one under way, ${MOST} sockets`, room: large, sockets: MOST, window: 1, least: 1.6 },
	{ title: '16 under way, 100 sockets', room: small, sockets: 100, window: 16, least: 7 },
	{ title: `16 under way, ${MOST} sockets`, room: large, sockets: MOST, window: 16, least: 10 }
];

const seats = Array.from({ length: MOST }, (_, index) => ({
	cookie: people[index % people.length]!.cookie,
	rooms: index < 100 ? [small, large] : [large]
}));
const halls = { ours: await openHall('ours', true), rival: await openHall('rival', true) } satisfies Record<Mode, Hall>;
for (const hall of Object.values(halls)) await hall.gather(seats);
await db.destroy();

/** One run of one mode; the crowd's share of a core tells whether it was what held things up. */
async function loop({ server, crowd }: Hall, { room, sockets, window }: (typeof tasks)[number], milliseconds: number) {
	await crowd.expect(sockets);
	const [before, began] = [await crowd.worked(), performance.now()];
	const { perSecond, cpuPerDelivery } = await server.ask('closedLoop', { room, sockets, window, milliseconds });
	const busy = ((await crowd.worked()) - before) / 1000 / (performance.now() - began);
	return { 'deliveries/s': perSecond, 'CPU us/delivery': cpuPerDelivery, 'busy clients': busy };
}

async function rate({ server, crowd }: Hall, room: string, sockets: number) {
	await crowd.expect(sockets, true);
	await server.ask('fixedRate', { room, sockets, perSecond: DELIVERIES / sockets, milliseconds: RUN });
	const { p50, p99 } = await crowd.latency();
	return { 'p50 ms': p50, 'p99 ms': p99 };
}

for (const task of tasks) {
	const figures = new Figures();
	for (const mode of inTurn(0)) await loop(halls[mode], task, RUN / 2);
	for (let repetition = 0; repetition < REPETITIONS; repetition++)
		for (const mode of inTurn(repetition)) figures.add(mode, await loop(halls[mode], task, RUN));
	figures.print(`Fan-out, ${task.title}`);
	printRatios('CPU a delivery, Socket.IO over', { ours: figures.ratios('CPU us/delivery', 'rival', 'ours') });
	const ratios = figures.ratios('deliveries/s', 'ours', 'rival');
	goal(`deliveries/s over Socket.IO's, ${task.title}`, ratios, { least: task.least });
}
for (const [room, sockets] of [[small, 100] as const, [large, MOST] as const]) {
	const figures = new Figures();
	for (let repetition = 0; repetition < REPETITIONS; repetition++)
		for (const mode of inTurn(repetition)) figures.add(mode, await rate(halls[mode], room, sockets));
	const title = `${DELIVERIES.toLocaleString('en')} deliveries/s to ${sockets} sockets`;
	figures.print(`Latency at ${title}`);
	goal(`p99 over Socket.IO's at ${title}`, figures.ratios('p99 ms', 'ours', 'rival'), { most: 1 });
}
for (const hall of Object.values(halls)) hall.end();
verdict();
