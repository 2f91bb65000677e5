import WebSocket from 'ws';
import { closeCodes, PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '../../src/lib/realtime/protocol';
import type { Person } from './people';
import type { Place } from './stage';

const PING_AFTER = 20_000;
const DEAD_AFTER = 10_000;
const CONNECT_WITHIN = 20_000;
const TRIES = 3;
const LONGEST_PAUSE = 8_000;

/** A browser's socket, with the rules of `connection.svelte.ts`: it comes back by itself, each time after a random wait. */
export class Connection {
	state: 'waiting' | 'live' | 'ended' = 'waiting';
	/** With which codes it was lost. */
	readonly losses: number[] = [];
	#socket: WebSocket | undefined;
	#failures = 0;
	#isUnheard = false;
	#wished: number | undefined;
	#retry: NodeJS.Timeout | undefined;
	#pulse: NodeJS.Timeout | undefined;
	#pongs: (() => void)[] = [];

	constructor(
		private readonly place: Place,
		private readonly person: Person,
		private readonly heard: (frame: ServerFrame) => void,
		/** The last known change of the channel. */
		private readonly known: () => number
	) {}

	/** The port of our end. */
	get port(): number | undefined {
		return (this.#socket as unknown as { _socket?: { localPort?: number } } | undefined)?._socket?.localPort;
	}

	/** Whether to ask for news: see the same name in `connection.svelte.ts`. */
	get isLost(): boolean {
		return this.state === 'ended' || (this.#failures >= TRIES && (!this.#socket || this.#isUnheard));
	}

	connect(): void {
		const { base, channelId } = this.place;
		const headers = { cookie: this.person.cookie, origin: base };
		const socket = new WebSocket(`${base.replace('http', 'ws')}/realtime`, { headers, perMessageDeflate: false });
		this.#socket = socket;
		this.#pulse = setTimeout(() => this.#abandon(), CONNECT_WITHIN);
		socket.on('open', () => this.#say({ type: 'hello', version: PROTOCOL_VERSION }));
		socket.on('message', (data) => {
			this.#feelPulse();
			const frame = JSON.parse(String(data)) as ServerFrame;
			if (frame.type === 'ready') {
				this.#failures = 0;
				this.#isUnheard = false;
				this.state = 'live';
				this.#say({ type: 'open', channelId, rev: this.known() });
			}
			if (frame.type === 'refused' && frame.code === 'unavailable' && frame.channelId)
				setTimeout(() => this.#say({ type: 'open', channelId, rev: this.known() }), 1000 * (1 + Math.random()));
			if (frame.type === 'reconnect') this.#wished = frame.afterMs;
			if (frame.type === 'pong') for (const answered of this.#pongs.splice(0)) answered();
			this.heard(frame);
		});
		socket.on('error', () => undefined);
		socket.on('close', (code) => this.#lost(socket, code));
	}

	/** Resolves with how long the server took to answer a ping, in milliseconds; Infinity when it did not in `patience`. */
	ping(patience: number): Promise<number> {
		const began = performance.now();
		return new Promise((resolve) => {
			const late = setTimeout(() => resolve(Infinity), patience);
			this.#pongs.push(() => {
				clearTimeout(late);
				resolve(performance.now() - began);
			});
			this.#say({ type: 'ping' });
		});
	}

	stop(): void {
		clearTimeout(this.#retry);
		clearTimeout(this.#pulse);
		const socket = this.#socket;
		this.#socket = undefined;
		this.state = 'ended';
		socket?.terminate();
	}

	#say(frame: ClientFrame): void {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}

	#lost(socket: WebSocket, code: number): void {
		if (socket !== this.#socket) return;
		this.#socket = undefined;
		clearTimeout(this.#pulse);
		this.losses.push(code);
		// Each of these is for ever, until a person does something.
		const isFinal = [closeCodes.outdated, closeCodes.signedOut, closeCodes.tooManySockets].some((end) => end === code);
		this.state = isFinal ? 'ended' : 'waiting';
		if (isFinal) return;
		const most = Math.min(LONGEST_PAUSE, 500 * 2 ** this.#failures++);
		this.#retry = setTimeout(() => this.connect(), this.#wished ?? Math.random() * most);
		this.#wished = undefined;
	}

	#feelPulse(): void {
		clearTimeout(this.#pulse);
		this.#pulse = setTimeout(() => {
			this.#say({ type: 'ping' });
			this.#pulse = setTimeout(() => this.#abandon(), DEAD_AFTER);
		}, PING_AFTER);
	}

	#abandon(): void {
		const dead = this.#socket;
		if (!dead) return;
		this.#isUnheard = this.state !== 'live';
		if (this.#isUnheard) this.#failures = Math.max(this.#failures, TRIES);
		dead.terminate();
		this.#lost(dead, 1006);
	}
}
