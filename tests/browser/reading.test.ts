import { expect } from 'vitest';
import { eventually, test, visit } from './browser';
import { log, twoPeople } from './channel';
import { writePast } from './past';
import { heapOf, turnWheel, watched, watchLog } from './reading';

const COUNT = 6000;

test('five thousand messages back and forth: nothing jumps, nothing is blank, and the page stays as light as it was', async ({
	open
}) => {
	const { ada, place } = await twoPeople();
	await writePast(place, COUNT);
	const hers = await open(ada, { reducedMotion: 'reduce' });
	const wire = await hers.context().newCDPSession(hers);
	await visit(hers, place.channel);
	await watchLog(hers);
	await log(hers).hover();
	const oldest = () => log(hers).evaluate((box) => Number(box.querySelector('[id^=m-]')!.id.slice(2)));
	const newest = () => log(hers).evaluate((box) => Number([...box.querySelectorAll('[id^=m-]')].at(-1)!.id.slice(2)));
	let most = 0;
	let heap = 0;
	const began = Date.now();
	let steps = 0;
	const odd: number[] = [];
	while ((await oldest()) > COUNT - 5000) {
		const strayed = await turnWheel(hers, -1000);
		if (strayed > 1) odd.push(strayed);
		most = Math.max(most, strayed);
		steps++;
		if (steps % 10 === 1) console.log(steps, await oldest(), strayed, Date.now() - began);
		if (steps > 600) break;
		if (!heap && (await oldest()) < COUNT - 1000) heap = await heapOf(wire);
	}
	const later = await heapOf(wire);
	console.log({ most, odd, steps, heap, later, ms: Date.now() - began, ...(await watched(hers)) });
	while ((await newest()) < COUNT) most = Math.max(most, await turnWheel(hers, 1000));
	console.log({ most, ms: Date.now() - began, ...(await watched(hers)), end: await heapOf(wire) });
	await eventually(oldest).toBeGreaterThan(0);
	expect(most).toBeLessThanOrEqual(1);
}, 220_000);
