import { fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { DestinationStream } from 'pino';

/** Lines that wait for a reader who has stopped reading are worth this much memory, in bytes; further ones are lost. */
const MOST_WAITING = 4 * 1024 * 1024;

/**
 * Standard error, as something that cannot hurt us. Where somebody reads it at the other end of a line they may stop reading,
 * and a plain write would wait for them for ever; a disk may be full.
 */
export function standardError(): DestinationStream {
	const kind = fstatSync(2);
	if (kind.isFIFO() || kind.isSocket()) {
		const line = new Socket({ fd: 2, readable: false, writable: true });
		line.on('error', () => undefined).unref();
		return { write: (text) => void (line.writableLength < MOST_WAITING && line.write(text)) };
	}
	return {
		write(text) {
			try {
				writeSync(2, text);
			} catch {
				// Nobody can be told.
			}
		}
	};
}
