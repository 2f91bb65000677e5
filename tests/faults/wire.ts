import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Life } from '../../scripts/parts/life.js';
import { quietPort } from './ports';

/** A command packet of MySQL's protocol: three bytes of length, its number, "query", the words. */
const COMMIT = Buffer.from([7, 0, 0, 0, 3, ...Buffer.from('commit')]);

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
		let isCommitting = false;
		near.on('data', (data) => {
			if (this.#cutsAtCommit && data.equals(COMMIT)) {
				this.#cutsAtCommit = false;
				isCommitting = true;
			}
			far.write(data);
		});
		far.on('data', (data) => {
			if (isCommitting) this.cut();
			else near.write(data);
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
