/**
 * A whole WebSocket text frame, ready for any number of sockets: final, unmasked, uncompressed (RFC 6455, 5.2). Making it once
 * is what makes telling a thousand people cheap; it must never be changed afterwards.
 */
export function textFrame(text: string): Buffer {
	const length = Buffer.byteLength(text);
	const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
	const frame = Buffer.allocUnsafe(head + length);
	frame[0] = 0x81;
	if (head === 2) frame[1] = length;
	else if (head === 4) {
		frame[1] = 126;
		frame.writeUInt16BE(length, 2);
	} else {
		frame[1] = 127;
		frame.writeBigUInt64BE(BigInt(length), 2);
	}
	frame.write(text, head);
	return frame;
}

/**
 * What waits to be written to one socket in this turn of the event loop. Sockets that are told the same frames in the same
 * order share the same batch, so the bytes are put together once for all of them.
 */
export class Batch {
	#next: Map<Buffer, Batch> | undefined;
	#bytes: Buffer | undefined;

	constructor(
		private readonly before?: Batch,
		private readonly last?: Buffer
	) {}

	with(frame: Buffer): Batch {
		this.#next ??= new Map();
		let next = this.#next.get(frame);
		if (!next) this.#next.set(frame, (next = new Batch(this.last ? this : undefined, frame)));
		return next;
	}

	get bytes(): Buffer {
		return (this.#bytes ??= Batch.#join(this));
	}

	static #join(batch: Batch): Buffer {
		const frames: Buffer[] = [];
		for (let at: Batch | undefined = batch; at?.last; at = at.before) frames.push(at.last);
		return frames.length === 1 ? frames[0]! : Buffer.concat(frames.reverse());
	}
}
