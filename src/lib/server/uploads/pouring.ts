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

/** After so many bytes of files, in bytes, nothing of them is written for so long, in milliseconds. */
const STRETCH = 64 * 1024;
const REST = 2;

type Waiting = { bytes: number; go: () => void };
const pieces = lasting('pieces of files', () => ({ waiting: [] as Waiting[], isAtIt: false, stretch: 0 }));

function takeNext(): void {
	const next = pieces.waiting.shift();
	pieces.isAtIt = next !== undefined;
	if (!next) return;
	next.go();
	pieces.stretch += next.bytes;
	if (pieces.stretch < STRETCH) return void setImmediate(takeNext);
	pieces.stretch = 0;
	setTimeout(takeNext, REST);
}

/**
 * All files together bring one piece in a turn of the loop, and then leave the disk and the processor alone for a moment:
 * whoever writes a message waits for that one, and not for twenty. Some 30 MB a second still come in.
 */
function inTurn(bytes: number): Promise<void> {
	return new Promise((resolve) => {
		pieces.waiting.push({ bytes, go: resolve });
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
			await inTurn(chunk.length);
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
