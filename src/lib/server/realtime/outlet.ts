import type { Duplex } from 'node:stream';
import { Batch } from './frame';

/** With this much waiting, typing and presence are no longer worth sending, in bytes. */
const LAGGING = 256 * 1024;
/** With this much waiting the reader has stopped reading; it comes back and asks what it missed. */
const STUCK = 1024 * 1024;

let root = new Batch();
let waiting: Outlet[] = [];

/** Writes to every socket that was told something in this turn of the event loop, each with one write. */
function flushAll(): void {
	const due = waiting;
	waiting = [];
	root = new Batch();
	for (const outlet of due) outlet.flush();
}

/**
 * The writing end of one socket. Whole frames go straight to the network socket (there is no compression and nothing else
 * sends text through `ws`, so its own control frames can only fall between them).
 */
export class Outlet {
	#batch: Batch | undefined;
	#isOver = false;

	constructor(
		private readonly wire: Duplex,
		private readonly stuck: () => void
	) {}

	write(frame: Buffer, isFleeting = false): void {
		if (this.#isOver) return;
		if (isFleeting && this.wire.writableLength > LAGGING) return;
		if (!this.#batch) {
			if (waiting.length === 0) setImmediate(flushAll);
			waiting.push(this);
		}
		this.#batch = (this.#batch ?? root).with(frame);
	}

	/** The last bytes: what comes after them would follow the goodbye. */
	end(): void {
		this.flush();
		this.#isOver = true;
	}

	flush(): void {
		const batch = this.#batch;
		this.#batch = undefined;
		if (!batch || !this.wire.writable) return;
		// What waits is counted only where something does: this runs for every socket and every event.
		if (!this.wire.write(batch.bytes) && this.wire.writableLength > STUCK) this.stuck();
	}
}
