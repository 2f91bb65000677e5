import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyConfig } from '@fastify/busboy';

/** Whoever was sending is gone, or the form ends in the middle. */
export class CutOff extends Error {}

/** How long a sender that was refused is listened to, in milliseconds, so that it gets to read why. */
const LINGER = 3_000;

/** Lets what is still being sent go by: an answer is not read by a sender that waits for us to read. */
export function listenOn(request: IncomingMessage): void {
	if (request.complete) return void request.resume();
	request.resume();
	const late = setTimeout(() => request.destroy(), LINGER);
	for (const over of ['end', 'close']) request.on(over, () => clearTimeout(late));
}

type Reading = {
	limits: BusboyConfig['limits'];
	onFile: (part: { field: string; name: string; type: string; bytes: Readable }) => Promise<void>;
	onField?: (name: string, value: string, isCut: boolean) => void;
};

/**
 * Reads a multipart form as it comes, never more of it than a few buffers: nothing more is read from the sender while
 * `onFile` is busy. Ends with the first failure; what was not read by then is left to the caller.
 */
export function readMultipart(request: IncomingMessage, { limits, onFile, onField }: Reading): Promise<void> {
	return new Promise((resolve, reject) => {
		if (!/[;\s]boundary=[^;]/i.test(request.headers['content-type'] ?? '')) return reject(new CutOff());
		const form = new Busboy({
			headers: { ...request.headers, 'content-type': request.headers['content-type'] ?? '' },
			limits: { headerPairs: 20, headerSize: 8 * 1024, ...limits }
		});
		const work: Promise<void>[] = [];
		const open = new Set<Readable>();
		const fail = (error: unknown) => {
			request.unpipe(form);
			listenOn(request);
			for (const bytes of open) bytes.destroy(error as Error);
			// Whoever writes what came so far comes to an end first.
			void Promise.allSettled(work).then(() => reject(error));
		};
		form.on('file', (field, bytes, name, _, type) => {
			bytes.on('error', () => undefined); // said by whoever reads it
			open.add(bytes);
			const done = onFile({ field, name: name ?? '', type, bytes }).finally(() => open.delete(bytes));
			done.catch(fail);
			work.push(done);
		});
		if (onField) form.on('field', (name, value, _, isCut) => onField(name, value, isCut));
		form.on('error', () => fail(new CutOff()));
		form.on('finish', () => void Promise.all(work).then(() => resolve(), fail));
		// Complete or not: what was not read when the line was given up is lost.
		request.on('close', () => request.readableEnded || fail(new CutOff()));
		if (request.destroyed) return fail(new CutOff());
		request.pipe(form);
	});
}
