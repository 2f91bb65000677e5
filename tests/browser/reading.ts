import type { CDPSession, Page } from 'playwright-core';
import { log } from './channel';

type Held = { line: HTMLElement; began: number; least: number; most: number };
type Watch = { blanks: number; nodes: number; batches: number; frames: number; held?: Held };
type Watched = typeof globalThis & { watch: Watch };

/** Looks at the log frame by frame from now on: whether there is a message in its middle, how many there are, and where a held line is. */
export async function watchLog(page: Page): Promise<void> {
	await log(page).evaluate((box) => {
		const watch: Watch = { blanks: 0, nodes: 0, batches: 0, frames: 0 };
		Object.assign(globalThis, { watch });
		const count = () => (watch.nodes = Math.max(watch.nodes, box.querySelectorAll('article').length));
		count();
		new MutationObserver(() => {
			watch.batches += 1;
			count();
		}).observe(box.querySelector('.lines')!, { childList: true });
		const look = () => {
			const { left, top, width, height } = box.getBoundingClientRect();
			// The few pixels between two people, and the line between two days, belong to the messages.
			const isMessage = (off: number) =>
				document.elementFromPoint(left + width / 2, top + height / 2 + off)?.closest('article');
			if (![0, -24, 24, -48, 48].some(isMessage)) watch.blanks += 1;
			watch.frames += 1;
			if (watch.held) {
				const strayed = watch.held.line.isConnected
					? watch.held.line.getBoundingClientRect().top - watch.held.began
					: NaN;
				watch.held.least = Math.min(watch.held.least, strayed);
				watch.held.most = Math.max(watch.held.most, strayed);
			}
			requestAnimationFrame(look);
		};
		requestAnimationFrame(look);
	});
}

export const watched = (page: Page) =>
	page.evaluate(() => {
		const { blanks, nodes, batches, frames } = (globalThis as Watched).watch;
		return { blanks, nodes, batches, frames };
	});

/** Turns the wheel by `distance` at once; answers how far the line in the middle strayed from where the wheel alone puts it, at any frame until all is quiet. */
export async function turnWheel(page: Page, distance: number): Promise<number> {
	await log(page).evaluate((box) => {
		const view = box.getBoundingClientRect();
		const line = [...box.querySelectorAll<HTMLElement>('[id^=m-]')].find(
			(one) => one.getBoundingClientRect().bottom > view.top + view.height / 2
		)!;
		(globalThis as Watched).watch.held = { line, began: line.getBoundingClientRect().top, least: 0, most: 0 };
	});
	await page.mouse.wheel(0, distance);
	return log(page).evaluate(async (box, distance) => {
		const { held } = (globalThis as Watched).watch;
		const { line, began } = held!;
		const wanted = -distance;
		let [arrived, last, patience] = [0, NaN, 400];
		// The next lines are there, too: whoever turns on at once must not come to an edge.
		const isReady = () => {
			const below = -box.scrollTop;
			const left = distance > 0 ? below : box.scrollHeight - box.clientHeight - below;
			return Math.abs(last - began - wanted) <= 1 && left > 1.1 * Math.abs(distance);
		};
		while (arrived < 2 && patience-- > 0) {
			await new Promise(requestAnimationFrame);
			last = line.getBoundingClientRect().top;
			arrived = isReady() ? arrived + 1 : 0;
		}
		const [from, to] = [Math.min(0, wanted), Math.max(0, wanted)];
		return Math.max(Math.abs(last - began - wanted), from - held!.least, held!.most - to);
	}, distance);
}

/** Bytes of the heap that are in use, after everything that can go is gone. */
export async function heapOf(wire: CDPSession): Promise<number> {
	await wire.send('HeapProfiler.enable');
	for (let round = 0; round < 3; round++) await wire.send('HeapProfiler.collectGarbage');
	return (await wire.send('Runtime.getHeapUsage')).usedSize;
}

/** Listens as a screen reader does to a live log: to whatever is put into it, unless it is told to wait or that part is off. */
export async function listenToLog(page: Page): Promise<() => Promise<string[]>> {
	await log(page).evaluate((box) => {
		const said: string[] = [];
		Object.assign(globalThis, { said });
		const isOn = (node: HTMLElement) => node.closest('[aria-live]')?.getAttribute('aria-live') !== 'off';
		new MutationObserver((records) => {
			for (const node of records.flatMap(({ addedNodes }) => [...addedNodes])) {
				const part = node instanceof HTMLElement ? node : node.parentElement;
				if (part && isOn(part) && box.ariaBusy !== 'true' && node.textContent?.trim()) said.push(part.innerText);
			}
		}).observe(box, { childList: true, subtree: true });
	});
	return () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
}

/** How far down in the log something stands: 0 at its top, 1 at its end. */
export const heightOf = (page: Page, what: string) =>
	log(page).evaluate((box, what) => {
		const [view, it] = [box.getBoundingClientRect(), box.querySelector(what)?.getBoundingClientRect()];
		return it ? (it.top - view.top) / view.height : NaN;
	}, what);
