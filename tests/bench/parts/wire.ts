/** A short masked text frame, as clients must send them. With a mask of zeros the words stay readable. */
export function clientFrame(text: string, opcode = 1): Buffer {
	const words = Buffer.from(text);
	if (words.length > 125) throw new Error('Too long for the clients of a benchmark.');
	return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | words.length, 0, 0, 0, 0]), words]);
}

/** The request that turns a connection into a WebSocket. */
export function upgradeRequest(path: string, port: number, cookie?: string): string {
	const host = `127.0.0.1:${port}`;
	const lines = [
		`GET ${path} HTTP/1.1`,
		`Host: ${host}`,
		`Origin: http://${host}`,
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		...(cookie ? [`Cookie: ${cookie}`] : [])
	];
	return `${lines.join('\r\n')}\r\n\r\n`;
}

/** A frame that has come in whole. `at` is where its payload begins in the bytes read last, negative when it began before. */
type Told = (opcode: number, length: number, at: number) => void;

/** Walks through the frames a server sends without copying them: clients must cost less than what they measure. */
export class Frames {
	readonly #head = new Uint8Array(10);
	#headSize = 0;
	#length = 0;
	#left = 0;

	read(bytes: Buffer, from: number, to: number, told: Told): void {
		let at = from;
		while (at < to) {
			if (this.#left > 0) {
				const taken = Math.min(this.#left, to - at);
				this.#left -= taken;
				at += taken;
			} else {
				this.#head[this.#headSize++] = bytes[at++]!;
				if (!this.#isHeadWhole()) continue;
			}
			if (this.#left === 0) told(this.#head[0]! & 15, this.#length, at - this.#length);
		}
	}

	#isHeadWhole(): boolean {
		if (this.#headSize < 2) return false;
		const size = this.#head[1]! & 127;
		if (this.#headSize < (size < 126 ? 2 : size === 126 ? 4 : 10)) return false;
		const view = new DataView(this.#head.buffer);
		this.#length = size < 126 ? size : size === 126 ? view.getUint16(2) : view.getUint32(6);
		this.#left = this.#length;
		this.#headSize = 0;
		return true;
	}
}
