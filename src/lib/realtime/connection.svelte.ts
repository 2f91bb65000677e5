import { createContext } from 'svelte';
import type { ChosenStatus } from '../presence/status';
import { closeCodes, PROTOCOL_VERSION, serverFrame, type ClientFrame, type ServerFrame } from './protocol';

/** Quiet for this long, and we ask for a sign of life. */
const PING_AFTER = 20_000;
/** No sign of life for this long after asking: the line is dead. */
const DEAD_AFTER = 10_000;

/** A server that everybody comes back to at once takes its time to let people in; after this long it will not. */
const CONNECT_WITHIN = 20_000;
/** So many tries in vain, and the page asks for news instead. */
const TRIES = 3;
/** How long to wait at least before a channel is asked for again that could not be opened just now. */
const OPEN_AGAIN = 1000;
/** The longest pause between two tries. */
const LONGEST_PAUSE = 8_000;

/** The one socket of this page. It comes back by itself; whoever listens learns what was missed by asking, never by hoping. */
export class Connection {
	/** `live`: events arrive. `waiting`: no socket just now. `ended`: signed out, or too many windows. */
	state = $state<'waiting' | 'live' | 'ended'>('waiting');
	/** How the viewer wants to be seen from the first moment. */
	statusAtHello: () => ChosenStatus = () => 'online';
	#socket: WebSocket | undefined;
	/** The channels to hear in full, and what is known of each. */
	#open = new Map<string, () => number>();
	#listeners = new Set<(frame: ServerFrame) => void>();
	#failures = 0;
	/** The last try got no answer at all. */
	#isUnheard = false;
	#retry: ReturnType<typeof setTimeout> | undefined;
	#pulse: ReturnType<typeof setTimeout> | undefined;
	/** Of which database this page knows. */
	#epoch: number | undefined;
	/** How long to wait before the next try, when the server said so, in milliseconds. */
	#wished: number | undefined;

	constructor(private readonly address: string) {}

	start(): () => void {
		const wake = () => document.visibilityState === 'visible' && this.retryNow();
		addEventListener('online', wake);
		document.addEventListener('visibilitychange', wake);
		this.#connect();
		return () => {
			removeEventListener('online', wake);
			document.removeEventListener('visibilitychange', wake);
			this.stop();
		};
	}

	/** Hear everything the server says; answers how to stop. */
	on(listener: (frame: ServerFrame) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Hear this channel in full, also after the socket was lost and came back; `rev` is its last known change. Answers how to stop. */
	open(channelId: string, rev: () => number): () => void {
		this.#open.set(channelId, rev);
		this.say({ type: 'open', channelId, rev: rev() });
		return () => {
			this.#open.delete(channelId);
			this.say({ type: 'close', channelId });
		};
	}

	/**
	 * Whether to ask for news now: there is no socket and there will be none in a moment. While a try is under way that may
	 * well succeed nobody asks: after a restart of the server everybody's questions would keep everybody outside.
	 */
	get isLost(): boolean {
		return this.state === 'ended' || (this.#failures >= TRIES && (!this.#socket || this.#isUnheard));
	}

	retryNow(): void {
		if (this.state !== 'waiting' || this.#socket) return;
		clearTimeout(this.#retry);
		this.#connect();
	}

	/** Says something fleeting; while there is no socket it is not worth saying. */
	say(frame: ClientFrame): void {
		if (this.state === 'live') this.#socket?.send(JSON.stringify(frame));
	}

	#connect(): void {
		const socket = new WebSocket(this.address);
		this.#socket = socket;
		this.#pulse = setTimeout(() => this.#abandon(), CONNECT_WITHIN);
		socket.onopen = () => {
			const hello: ClientFrame = { type: 'hello', version: PROTOCOL_VERSION, status: this.statusAtHello() };
			socket.send(JSON.stringify(hello));
		};
		socket.onmessage = ({ data }) => {
			this.#feelPulse();
			const frame = serverFrame.safeParse(JSON.parse(data));
			if (frame.success) this.#take(frame.data);
		};
		socket.onclose = ({ code }) => this.#lost(socket, code);
	}

	#take(frame: ServerFrame): void {
		if (frame.type === 'ready') {
			// What this page knows may never have happened; what was begun and not sent is kept on the device.
			if (this.#epoch && frame.epoch !== this.#epoch) return location.reload();
			this.#epoch = frame.epoch;
			this.#failures = 0;
			this.#isUnheard = false;
			this.state = 'live';
			for (const [channelId, rev] of this.#open) this.say({ type: 'open', channelId, rev: rev() });
		}
		if (frame.type === 'refused' && frame.code === 'unavailable' && frame.channelId) this.#openAgain(frame.channelId);
		if (frame.type === 'reconnect') this.#wished = frame.afterMs;
		for (const listener of this.#listeners) listener(frame);
	}

	#lost(socket: WebSocket, code: number): void {
		if (socket !== this.#socket) return;
		this.#socket = undefined;
		clearTimeout(this.#pulse);
		if (code === closeCodes.outdated || code === closeCodes.signedOut) return location.reload();
		if (code === closeCodes.tooManySockets) {
			this.state = 'ended';
			return;
		}
		this.state = 'waiting';
		// Full jitter: after a restart nobody comes back at the same moment as everybody else.
		const most = Math.min(LONGEST_PAUSE, 500 * 2 ** this.#failures++);
		this.#retry = setTimeout(() => this.#connect(), this.#wished ?? Math.random() * most);
		this.#wished = undefined;
	}

	/** The server could not find out whether we may: it may know in a moment. */
	#openAgain(channelId: string): void {
		setTimeout(
			() => {
				const rev = this.#open.get(channelId);
				if (rev) this.say({ type: 'open', channelId, rev: rev() });
			},
			OPEN_AGAIN * (1 + Math.random())
		);
	}

	/** Something was heard. When nothing more comes for a while we ask, and when nothing is answered we start over. */
	#feelPulse(): void {
		clearTimeout(this.#pulse);
		this.#pulse = setTimeout(() => {
			this.say({ type: 'ping' });
			this.#pulse = setTimeout(() => this.#abandon(), DEAD_AFTER);
		}, PING_AFTER);
	}

	/** Gives up a line that is dead, whatever the browser thinks. */
	#abandon(): void {
		const dead = this.#socket;
		if (!dead) return;
		this.#isUnheard = this.state !== 'live';
		if (this.#isUnheard) this.#failures = Math.max(this.#failures, TRIES);
		dead.close();
		this.#lost(dead, 1006); // its own close event may take minutes on a dead line
	}

	/** Ends the socket for good: this page goes. When a person signs out, its end must not reload what the answer leads away from. */
	stop(): void {
		clearTimeout(this.#retry);
		clearTimeout(this.#pulse);
		const socket = this.#socket;
		this.#socket = undefined;
		socket?.close();
	}
}

export const [getConnection, setConnection] = createContext<Connection>();
