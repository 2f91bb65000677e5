import type { Duplex } from 'node:stream';
import { isHttpError } from '@sveltejs/kit';
import type { WebSocket } from 'ws';
import { clientFrame, closeCodes, PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '$lib/realtime/protocol';
import { loginEnd, type Visit } from '../auth';
import { enterChannel } from '../channels/access';
import { headOf } from '../channels/queries';
import { db } from '../db';
import { log } from '../log';
import { Budget } from './budget';
import { textFrame } from './frame';
import { topicsOf } from './hearing';
import { publish } from './bus';
import { deafen, deafenWholly, listen, settled, type Listener } from './hub';
import { Outlet } from './outlet';
import { appear, disappear, settle } from './presence';

/** A browser shows one channel at a time; a few more for quick switching. */
const OPEN_CHANNELS = 10;
/** Frames that may be ignored because there are too many, before the connection ends. */
const PATIENCE = 120;

const isHead = (topic: string) => topic.startsWith('head:');
const channelOf = (topic: string) => topic.slice(topic.indexOf(':') + 1);

/** One socket that was let in: what it says, what it hears. */
export class Session implements Listener {
	readonly topics = new Set<string>();
	/** The channels its viewer sees, open or not: when one is lost, the browser is told. */
	#visible = new Set<string>();
	/** The channels its browser wants in full, as topics, and whether the viewer may write in each. */
	readonly #wanted = new Map<string, boolean>();
	/** Signs of typing: one every four seconds, and a little for switching channels. */
	readonly #signs = new Budget(3, 0.25);
	readonly #moods = new Budget(5, 0.25);
	readonly #outlet: Outlet;
	readonly #frames = new Budget(30, 2);
	#ignored = 0;
	#saidHello = false;
	#greeted = false;

	constructor(
		readonly visit: Visit,
		private readonly socket: WebSocket,
		wire: Duplex
	) {
		this.#outlet = new Outlet(wire, () => socket.terminate());
	}

	/** Whether the browser has said hello; our answer may take a moment. */
	get isKnown(): boolean {
		return this.#saidHello;
	}

	get userId(): string {
		return this.visit.viewer.id;
	}

	get #isOpen(): boolean {
		return this.socket.readyState === this.socket.OPEN;
	}

	hear(frame: Buffer, isFleeting = false): void {
		if (this.#isOpen) this.#outlet.write(frame, isFleeting);
	}

	say(frame: ServerFrame): void {
		this.hear(textFrame(JSON.stringify(frame)));
	}

	dismiss(code: number): void {
		this.#outlet.flush();
		this.socket.close(code);
		// A browser that does not answer the goodbye must not stay half open.
		setTimeout(() => this.socket.terminate(), 2000).unref();
	}

	/** Hearing is decided on the server, here, each time something about it may have changed. */
	async refresh(): Promise<void> {
		const { id } = this.visit.viewer;
		const ask = () => topicsOf(this.visit, this.#wanted.keys());
		await settled(id, ask, (topics) => {
			if (!this.#isOpen) return; // gone while we asked: nobody would ever deafen it
			for (const topic of [...this.topics]) if (!topics.has(topic)) deafen(this, topic);
			const visible = new Set([...topics].filter(isHead).map(channelOf));
			for (const channelId of this.#visible) if (!visible.has(channelId)) this.#lose(channelId);
			this.#visible = visible;
			for (const topic of topics) this.#regain(topic);
			if (this.#greeted) settle(id, topics);
		});
	}

	reconsider(channelId: string, may: boolean): void {
		if (!this.#isOpen) return;
		if (!may) {
			if (this.#visible.delete(channelId)) this.#lose(channelId);
			return;
		}
		this.#visible.add(channelId);
		this.#regain(`head:${channelId}`);
		if (this.#wanted.has(`channel:${channelId}`)) this.#regain(`channel:${channelId}`);
	}

	#lose(channelId: string): void {
		this.#wanted.delete(`channel:${channelId}`);
		for (const topic of [`head:${channelId}`, `channel:${channelId}`]) deafen(this, topic);
		this.say({ type: 'gone', channelId });
	}

	/** Listens again to what it was deaf to for a moment: the browser is told where the channel stands, and asks for the rest. */
	#regain(topic: string): void {
		if (this.topics.has(topic)) return;
		listen(this, topic);
		if (this.#wanted.has(topic)) void this.#tellHead(topic).catch(() => this.socket.close(1011));
	}

	async #tellHead(topic: string): Promise<void> {
		const channelId = channelOf(topic);
		const { rev } = await headOf(db, channelId);
		this.say({ type: 'opened', channelId, rev });
	}

	/** One frame from the browser; anything but a well-formed one ends the connection. */
	async receive(text: string): Promise<void> {
		if (!this.#frames.spend()) {
			this.#ignored += 1;
			if (this.#ignored > PATIENCE) this.dismiss(closeCodes.tooMuch);
			else if (this.#ignored === 1) this.say({ type: 'refused', code: 'too-many' });
			return;
		}
		let frame: ClientFrame;
		try {
			frame = clientFrame.parse(JSON.parse(text));
		} catch {
			return this.dismiss(closeCodes.badFrame);
		}
		try {
			await this.#answer(frame);
		} catch (error) {
			const channelId = 'channelId' in frame ? frame.channelId : undefined;
			if (!isHttpError(error)) log().error({ err: error, frame: frame.type }, 'a frame failed');
			const code = (isHttpError(error) && error.body.code) || 'unavailable';
			this.say({ type: 'refused', code, ...(channelId && { channelId }) });
		}
	}

	/** The socket is closed. */
	end(): void {
		disappear(this.visit.viewer.id, this);
		deafenWholly(this);
	}

	async #answer(frame: ClientFrame): Promise<void> {
		if (frame.type === 'hello') {
			this.#saidHello = true;
			if (frame.version !== PROTOCOL_VERSION) return this.dismiss(closeCodes.outdated);
			await this.refresh();
			// Asked again now that whoever signs out finds us: they may have done so while the socket was opening.
			if (!(await loginEnd(this.visit.loginId))) return this.dismiss(closeCodes.signedOut);
			if (!this.#isOpen) return; // closed while we asked: nobody would ever say that this window is gone
			this.#greeted = true;
			appear(this.visit.viewer.id, this, frame.status ?? 'online', this.topics);
			return this.say({ type: 'ready', version: PROTOCOL_VERSION, viewerId: this.visit.viewer.id });
		}
		if (!this.#greeted) return this.dismiss(closeCodes.badFrame);
		if (frame.type === 'ping') return this.say({ type: 'pong' });
		if (frame.type === 'typing') return this.#type(frame.channelId);
		if (frame.type === 'presence') {
			if (this.#moods.spend()) appear(this.visit.viewer.id, this, frame.status, this.topics);
			return;
		}
		if (frame.type === 'close') return this.#closeChannel(`channel:${frame.channelId}`);
		await this.#openChannel(frame.channelId);
	}

	async #openChannel(channelId: string): Promise<void> {
		const { viewer } = this.visit;
		const topic = `channel:${channelId}`;
		const enter = () => enterChannel(viewer, channelId);
		const isHeard = await settled(viewer.id, enter, ({ mayWrite }) => {
			if (!this.#isOpen) return false;
			if (this.#wanted.size >= OPEN_CHANNELS)
				for (const oldest of [...this.#wanted.keys()].slice(0, 1)) this.#closeChannel(oldest);
			this.#wanted.set(topic, mayWrite);
			listen(this, topic);
			return true;
		});
		// The head is read after listening began: whatever was committed before is in it, whatever comes after is heard.
		if (isHeard) await this.#tellHead(topic);
	}

	/** Told to those who have the channel open, if it is open here too and writing is allowed. */
	#type(channelId: string): void {
		const topic = `channel:${channelId}`;
		const { id, name } = this.visit.viewer;
		if (this.#wanted.get(topic) && this.topics.has(topic) && this.#signs.spend())
			publish(topic, { type: 'typing', channelId, userId: id, name }, true);
	}

	#closeChannel(topic: string): void {
		this.#wanted.delete(topic);
		deafen(this, topic);
	}
}
