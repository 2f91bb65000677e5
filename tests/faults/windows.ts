// Runs as a process of its own: many browser windows that can be stopped as one, or that would weigh too much on the tests.
import { brokenPromises, type Log } from './history';
import type { Person } from './people';
import { Reader } from './reader';
import type { Place } from './stage';

export type Order =
	{ order: 'open'; place: Place; people: Person[]; each: number } | { order: 'tell' } | { order: 'check'; log: Log };
export type Told = {
	live: number;
	/** How many windows show everything up to each change. */
	revs: Record<number, number>;
	/** Close codes of lost sockets, and how often each came. */
	losses: Record<number, number>;
	ports: number[];
};

const AT_ONCE = 50;
const readers: Reader[] = [];

async function open(place: Place, people: Person[], each: number): Promise<void> {
	const first = await new Reader(place, people[0]!).newestPage();
	if (!first) throw new Error('The page did not open.');
	for (let window = 0; window < each; window++) readers.push(...people.map((person) => new Reader(place, person)));
	for (let at = 0; at < readers.length; at += AT_ONCE) {
		const some = readers.slice(at, at + AT_ONCE);
		await Promise.all(some.map((reader) => reader.start(first)));
		const areLive = () => some.every(({ connection }) => connection.state === 'live');
		while (!areLive()) await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

function tell(): Told {
	const told: Told = { live: 0, revs: {}, losses: {}, ports: [] };
	for (const { rev, connection } of readers) {
		if (connection.state === 'live') told.live += 1;
		told.revs[rev] = (told.revs[rev] ?? 0) + 1;
		for (const code of connection.losses) told.losses[code] = (told.losses[code] ?? 0) + 1;
		if (connection.port) told.ports.push(connection.port);
	}
	return told;
}

const check = (log: Log) =>
	readers.flatMap((reader) => brokenPromises([], [reader.reading()], log).filter((what) => what.startsWith('I3')));

process.on('message', (order: Order) => {
	const answer = async () => {
		if (order.order === 'open') await open(order.place, order.people, order.each);
		return order.order === 'check' ? check(order.log).slice(0, 10) : tell();
	};
	answer().then(
		(result) => process.send?.({ result }),
		(error: unknown) => process.send?.({ error: String(error) })
	);
});
process.on('disconnect', () => process.exit());
