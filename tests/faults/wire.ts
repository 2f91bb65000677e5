import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Life } from '../../scripts/parts/life.js';
import { quietPort } from './ports';

/** A send is one query that ends with these words (`lane.ts`); each of its statements is answered by a packet. */
const COMMIT = Buffer.from('; commit');
const STATEMENTS = 3;

/** Whether one of these packets says that a statement failed. */
function hasError(bytes: Buffer): boolean {
	for (let at = 0; at + 4 < bytes.length; at += 4 + bytes.readUIntLE(at, 3)) if (bytes[at + 4] === 0xff) return true;
	return false;
}

/** How many whole packets of MySQL's protocol these bytes are: three bytes of length, a number, the rest. */
function packetsIn(bytes: Buffer): number {
	let packets = 0;
	for (let at = 0; at + 4 <= bytes.length; packets++) {
		at += 4 + bytes.readUIntLE(at, 3);
		if (at > bytes.length) break;
	}
	return packets;
}

/** The line between the app and its database. It can be cut at the worst moment: when a commit is done and not yet answered. */
export class Wire {
	readonly #ends = new Set<Socket>();
	#cutsAtCommit = false;
	#isCut = false;
	#whenCut: (() => void) | undefined;

	private constructor(
		readonly port: number,
		private readonly to: number,
		private readonly server: Server
	) {
		server.on('connection', (near) => this.#join(near));
	}

	static async lay(life: Life, to: number): Promise<Wire> {
		const wire = new Wire(await quietPort(), to, createServer());
		await new Promise<void>((done, failed) => {
			wire.server.once('error', failed);
			wire.server.listen(wire.port, '127.0.0.1', done);
		});
		life.later(() => {
			wire.cut();
			wire.server.close();
		});
		return wire;
	}

	/** The next commit is carried out, but its answer does not arrive, and nothing else does, until `mend`. Resolves then. */
	cutAtNextCommit(): Promise<void> {
		this.#cutsAtCommit = true;
		return new Promise((resolve) => (this.#whenCut = resolve));
	}

	cut(): void {
		this.#isCut = true;
		for (const end of this.#ends) end.destroy();
		this.#whenCut?.();
	}

	mend(): void {
		this.#isCut = false;
	}

	#join(near: Socket): void {
		if (this.#isCut) return void near.destroy();
		const far = connect(this.to, '127.0.0.1');
		let answers: Buffer | undefined;
		near.on('data', (data) => {
			if (this.#cutsAtCommit && data.subarray(-COMMIT.length).equals(COMMIT)) {
				this.#cutsAtCommit = false;
				answers = Buffer.alloc(0);
			}
			far.write(data);
		});
		far.on('data', (data) => {
			if (!answers) return void near.write(data);
			answers = Buffer.concat([answers, data]);
			if (packetsIn(answers) >= STATEMENTS) return this.cut();
			if (!hasError(answers)) return;
			// This one is not committed: the next one shall be cut.
			near.write(answers);
			answers = undefined;
			this.#cutsAtCommit = true;
		});
		for (const [end, other] of [
			[near, far],
			[far, near]
		] as const) {
			this.#ends.add(end);
			end.on('error', () => end.destroy());
			end.on('close', () => {
				this.#ends.delete(end);
				other.destroy();
			});
		}
	}
}
