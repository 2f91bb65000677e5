// What an idle connection holds on to, beside a bare Socket.IO connection that knows nothing of its person.
import { db } from '$lib/server/db';
import { inTurn, openHall, type Mode } from './parts/hall';
import { Figures, goal, sized, verdict } from './parts/report';
import { settle } from './parts/world';

const SOCKETS = sized(4000, 300);
const REPETITIONS = sized(3, 1);
const SOCKETS_PER_PERSON = 10;
/** They bring in what is loaded once, whoever comes. */
const FIRST = 100;

const { people, channelIds } = await settle(SOCKETS / SOCKETS_PER_PERSON);
await db.destroy();
const seat = (index: number, mode: Mode) => ({
	cookie: people[index % people.length]!.cookie,
	rooms: mode === 'ours' ? [channelIds[index % channelIds.length]!] : []
});

/** A fresh server, so that nothing of an earlier crowd is left in it. */
async function run(mode: Mode) {
	const { server, gather, end } = await openHall(mode);
	const seats = Array.from({ length: SOCKETS }, (_, index) => seat(index, mode));
	await gather(seats.slice(0, FIRST));
	const before = await server.ask('memory');
	await gather(seats.slice(FIRST));
	const after = await server.ask('memory');
	end();
	const each = (kind: 'rss' | 'heap') => (after[kind] - before[kind]) / 1024 / (SOCKETS - FIRST);
	return { 'RSS KiB/socket': each('rss'), 'heap KiB/socket': each('heap') };
}

const figures = new Figures();
for (let repetition = 0; repetition < REPETITIONS; repetition++)
	for (const mode of inTurn(repetition)) figures.add(mode, await run(mode));
figures.print(`Memory of ${SOCKETS} idle sockets`);
goal('RSS KiB a socket', figures.of('ours', 'RSS KiB/socket'), { most: 12 });
goal("RSS over Socket.IO's", figures.ratios('RSS KiB/socket', 'ours', 'rival'), { most: 0.75 });
verdict();
