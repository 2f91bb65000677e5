import { isHttpError } from '@sveltejs/kit';
import type { WebSocket } from 'ws';
import type { Viewer } from '$lib/accounts/account';
import { clientFrame, closeCodes, PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '$lib/realtime/protocol';
import { enterChannel } from '../channels/access';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { log } from '../log';
import { topicsOf } from './hearing';
import { deafen, listen, type Listener } from './hub';

/** A browser shows one channel at a time; a few more for quick switching. */
const OPEN_CHANNELS = 10;
/** More than this waiting to be sent means the reader has stopped reading, in bytes. */
const BACKLOG = 1024 * 1024;

/** One socket that was let in: what it says, what it hears. */
export class Session implements Listener {
	readonly viewerId: string;
	#greeted = false;
	#open = new Set<string>();
	#topics = new Set<string>();

	constructor(
		readonly viewer: Viewer,
		private readonly socket: WebSocket
	) {
		this.viewerId = viewer.id;
	}

	get isGreeted(): boolean {
		return this.#greeted;
	}

	hear(frame: string): void {
		if (this.socket.readyState !== this.socket.OPEN) return;
		if (this.socket.bufferedAmount > BACKLOG) this.socket.terminate();
		else this.socket.send(frame);
	}

	/** Hearing is decided on the server, here, each time something about it may have changed. */
	async refresh(): Promise<void> {
		const topics = await topicsOf(this.viewerId);
		if (this.socket.readyState !== this.socket.OPEN) return; // gone while we asked: nobody would ever deafen it
		for (const topic of this.#topics) if (!topics.has(topic)) deafen(this, topic);
		for (const topic of topics) listen(this, topic);
		this.#topics = topics;
	}

	/** One frame from the browser; anything but a well-formed one ends the connection. */
	async receive(text: string): Promise<void> {
		let frame: ClientFrame;
		try {
			frame = clientFrame.parse(JSON.parse(text));
		} catch {
			this.socket.close(closeCodes.badFrame, 'bad frame');
			return;
		}
		try {
			await this.#answer(frame);
		} catch (error) {
			const channelId = 'channelId' in frame ? frame.channelId : undefined;
			if (!isHttpError(error)) log().error({ err: error, frame: frame.type }, 'a frame failed');
			const code = (isHttpError(error) && error.body.code) || 'unavailable';
			this.#say({ type: 'refused', code, ...(channelId && { channelId }) });
		}
	}

	/** The socket is closed. */
	end(): void {
		deafen(this);
	}

	#say(frame: ServerFrame): void {
		this.hear(JSON.stringify(frame));
	}

	async #answer(frame: ClientFrame): Promise<void> {
		if (frame.type === 'hello') {
			if (frame.version !== PROTOCOL_VERSION) return this.socket.close(closeCodes.outdated, 'reload the page');
			await this.refresh();
			this.#greeted = true;
			return this.#say({ type: 'ready', version: PROTOCOL_VERSION, viewerId: this.viewerId });
		}
		if (!this.#greeted) return this.socket.close(closeCodes.badFrame, 'say hello first');
		if (frame.type === 'ping') return this.#say({ type: 'pong' });
		if (frame.type === 'close') {
			this.#open.delete(frame.channelId);
			return deafen(this, `channel:${frame.channelId}`);
		}
		await this.#openChannel(frame.channelId);
	}

	async #openChannel(channelId: string): Promise<void> {
		await enterChannel(this.viewer, channelId);
		if (this.socket.readyState !== this.socket.OPEN) return;
		if (this.#open.size >= OPEN_CHANNELS) {
			const [oldest] = this.#open;
			this.#open.delete(oldest!);
			deafen(this, `channel:${oldest}`);
		}
		this.#open.add(channelId);
		listen(this, `channel:${channelId}`);
		// The head is read after listening began: whatever was committed before is in it, whatever comes after is heard.
		const { rev } = await headOf(db, channelId);
		this.#say({ type: 'opened', channelId, rev });
	}
}
