import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { lasting } from '../lasting';

/** A sender that is slower than this, in bytes per look, keeps a place that somebody else could use. */
const LOOK_EVERY = 10_000;
const LEAST = 40 * 1024;

/** More came than was said; nothing of it is kept. */
export class TooMuch extends Error {}
/** It comes so slowly that it may as well be continued later. */
export class TooSlow extends Error {}

/** Counts what comes in and tells `onSlow` when it is next to nothing. */
export class Pace {
	#bytes = 0;
	readonly #timer: NodeJS.Timeout;

	constructor(onSlow: () => void) {
		this.#timer = setInterval(() => {
			if (this.#bytes < LEAST) onSlow();
			this.#bytes = 0;
		}, LOOK_EVERY).unref();
	}

	count(bytes: number): void {
		this.#bytes += bytes;
	}

	end(): void {
		clearInterval(this.#timer);
	}
}

const pieces = lasting('pieces of files', () => ({ waiting: [] as (() => void)[], isAtIt: false }));

function takeNext(): void {
	pieces.waiting.shift()?.();
	pieces.isAtIt = pieces.waiting.length > 0;
	if (pieces.isAtIt) setImmediate(takeNext);
}

/** All files together bring one piece in a turn of the loop: whoever writes a message waits for that one, and not for twenty. */
function oneATurn(): Promise<void> {
	return new Promise((resolve) => {
		pieces.waiting.push(resolve);
		if (!pieces.isAtIt) setImmediate(takeNext);
		pieces.isAtIt = true;
	});
}

/**
 * Writes bytes to a file as they come, from `start` on, at most up to `size`; what was there behind `start` is forgotten.
 * A lenient one counts what is too much without keeping it, because more of the same form comes behind it.
 */
export async function pour(
	bytes: Readable,
	path: string,
	{ start, size, pace, isLenient = false }: { start: number; size: number; pace: Pace; isLenient?: boolean }
): Promise<number> {
	const file = await open(path, start === 0 ? 'w' : 'r+', 0o600);
	let at = start;
	try {
		await file.truncate(start);
		for await (const chunk of bytes as AsyncIterable<Buffer>) {
			pace.count(chunk.length);
			await oneATurn();
			if (at + chunk.length > size && !isLenient) throw new TooMuch();
			if (at + chunk.length > size) {
				at += chunk.length;
				continue;
			}
			for (let from = 0; from < chunk.length;) {
				const { bytesWritten } = await file.write(chunk, from, chunk.length - from, at + from);
				from += bytesWritten;
			}
			at += chunk.length;
		}
		return at;
	} finally {
		await file.close();
	}
}
