import { afterEach, inject } from 'vitest';
import WebSocket from 'ws';
import type { ChosenStatus } from '$lib/presence/status';
import { PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '$lib/realtime/protocol';
import type { Visitor } from '../person';

type Handshake = { origin?: string | null; path?: string };

/** A browser's socket as a test holds it: what it heard, and waiting for what it should hear. */
export class Client {
	readonly heard: ServerFrame[] = [];
	closed: { code: number; reason: string } | undefined;
	#waiting: (() => void)[] = [];

	private constructor(readonly socket: WebSocket) {
		socket.on('message', (data) => {
			this.heard.push(JSON.parse(String(data)));
			this.#wake();
		});
		socket.on('close', (code, reason) => {
			this.closed = { code, reason: String(reason) };
			this.#wake();
		});
		socket.on('error', () => this.#wake());
	}

	/** Opens the socket as `visitor`; the answer's status instead, when the upgrade is refused. */
	static open(visitor: Visitor, { origin, path = '/realtime' }: Handshake = {}): Promise<Client | number> {
		const headers: Record<string, string> = visitor.cookie ? { cookie: visitor.cookie } : {};
		if (origin !== null) headers.origin = origin ?? visitor.base;
		const socket = new WebSocket(`${inject('baseUrl').replace('http', 'ws')}${path}`, { headers });
		const client = new Client(socket);
		return new Promise((resolve, reject) => {
			socket.once('open', () => resolve(client));
			socket.once('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
			socket.once('error', reject);
		});
	}

	/** Opens the socket and says hello. */
	static async live(visitor: Visitor, status?: ChosenStatus): Promise<Client> {
		const client = await Client.open(visitor);
		if (typeof client === 'number') throw new Error(`The socket was refused: ${client}`);
		client.say({ type: 'hello', version: PROTOCOL_VERSION, ...(status && { status }) });
		await client.hears(({ type }) => type === 'ready');
		return client;
	}

	say(frame: ClientFrame): void {
		this.socket.send(JSON.stringify(frame));
	}

	async opens(channelId: string): Promise<number> {
		this.say({ type: 'open', channelId });
		const opened = await this.hears((frame) => frame.type === 'opened' && frame.channelId === channelId);
		return opened.type === 'opened' ? opened.rev : -1;
	}

	/** Resolves with the first frame heard so far, or from now on, that `is` what is waited for. */
	async hears(is: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
		for (;;) {
			const found = this.heard.find(is);
			if (found) return found;
			if (this.closed)
				throw new Error(`Closed (${this.closed.code}) before it was heard: ${JSON.stringify(this.heard)}`);
			await this.#change();
		}
	}

	async ends(): Promise<{ code: number; reason: string }> {
		while (!this.closed) await this.#change();
		return this.closed;
	}

	/** All that was sent to this client before now has arrived when the answer to a ping has. */
	async settled(): Promise<void> {
		const pongs = () => this.heard.filter(({ type }) => type === 'pong').length;
		const before = pongs();
		this.say({ type: 'ping' });
		while (pongs() === before && !this.closed) await this.#change();
	}

	bodies(): string[] {
		return this.heard.flatMap((frame) => (frame.type === 'message.created' ? [frame.message.body] : []));
	}

	end(): void {
		this.socket.terminate();
	}

	#change(): Promise<void> {
		return new Promise((resolve) => this.#waiting.push(resolve));
	}

	#wake(): void {
		for (const resolve of this.#waiting.splice(0)) resolve();
	}
}

const clients: Client[] = [];

/** Opens the socket of `visitor` and says hello; it ends with the test. */
export async function live(visitor: Visitor, status?: ChosenStatus): Promise<Client> {
	const client = await Client.live(visitor, status);
	clients.push(client);
	return client;
}

afterEach(() => {
	for (const client of clients.splice(0)) client.end();
});
