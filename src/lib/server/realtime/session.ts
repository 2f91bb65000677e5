import type { Duplex } from 'node:stream';
import { isHttpError } from '@sveltejs/kit';
import type { WebSocket } from 'ws';
import type { ChosenStatus } from '$lib/presence/status';
import { clientFrame, closeCodes, PROTOCOL_VERSION, type ClientFrame, type ServerFrame } from '$lib/realtime/protocol';
import { loginEnd, type Visit } from '../auth';
import { answerCall, isAboutCall } from '../calls/frames';
import { tellCalls, wander } from '../calls/occupancy';
import { tellRings } from '../calls/ringing';
import { log } from '../log';
import { birthOfDatabase } from '../db/birth';
import { changesSince } from '../messages/changes';
import { refuse } from '../refuse';
import { Budget } from './budget';
import { textFrame } from './frame';
import { hearingOf } from './hearing';
import { publish } from './bus';
import { deafen, deafenWholly, listen, settled, type Listener } from './hub';
import { Outlet } from './outlet';
import { inTurn } from './turnstile';
import { appear, disappear, settle } from './presence';

/** A browser shows one channel at a time; a few more for quick switching. */
const OPEN_CHANNELS = 10;
/** What was missed is told with the opening of a channel if it is no more than this, in characters. */
const TELL_AT_ONCE = 64 * 1024;
/** Frames that may be ignored because there are too many, before the connection ends. */
const PATIENCE = 120;

/** One socket that was let in: what it says, what it hears. */
export class Session implements Listener {
	readonly topics = new Set<string>();
	/** The channels its viewer sees, open or not, and whether they may write there. When one is lost, the browser is told. */
	#visible: Map<string, boolean> = new Map();
	/** The channels its browser wants in full. */
	readonly #wanted = new Set<string>();
	/** Signs of typing: one every four seconds, and a little for switching channels. */
	readonly #signs = new Budget(3, 0.25);
	readonly #moods = new Budget(5, 0.25);
	readonly #outlet: Outlet;
	readonly #frames = new Budget(30, 2);
	/** Notes to others in a call: connecting to seven of them takes some twenty each. */
	readonly #notes = new Budget(300, 30);
	/** What is said about calls is done in its order, though joining takes a question. */
	#calls: Promise<unknown> = Promise.resolve();
	#ignored = 0;
	/** Of what its viewer sees, when it was decided last. */
	#stamp = 0;
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

	/** Whether it was ended for saying too much. */
	get hasFlooded(): boolean {
		return this.#ignored > PATIENCE;
	}

	get userId(): string {
		return this.visit.viewer.id;
	}

	get isOpen(): boolean {
		return this.socket.readyState === this.socket.OPEN;
	}

	hear(frame: Buffer, isFleeting = false): void {
		this.#outlet.write(frame, isFleeting);
	}

	say(frame: ServerFrame): void {
		this.hear(textFrame(JSON.stringify(frame)));
	}

	dismiss(code: number): void {
		this.#outlet.end();
		this.socket.close(code);
		// A browser that does not answer the goodbye must not stay half open.
		setTimeout(() => this.socket.terminate(), 2000).unref();
	}

	know(person: Visit['viewer']): void {
		Object.assign(this.visit.viewer, person);
	}

	/** Hearing is decided on the server, here, each time something about it may have changed. */
	async refresh(): Promise<void> {
		await settled(
			this.userId,
			() => hearingOf(this.visit),
			({ topics, channels, stamp }) => {
				this.#stamp = stamp;
				if (!this.isOpen) return; // gone while we asked: nobody would ever deafen it
				for (const channelId of this.#visible.keys()) if (!channels.has(channelId)) this.#lose(channelId);
				this.#visible = channels;
				const full = [...this.#wanted].map((channelId) => `channel:${channelId}`);
				const heard = new Set([...topics, ...full]);
				for (const topic of [...this.topics]) if (!heard.has(topic)) deafen(this, topic);
				const isMissed = [...heard].some((topic) => topic.startsWith('head:') && !this.topics.has(topic));
				for (const topic of heard) this.#regain(topic);
				if (!this.#greeted) return;
				settle(this.userId, topics);
				// Deaf for a moment, whatever came of that, or let in to more.
				if (isMissed) this.say({ type: 'unread.stale' });
			}
		);
	}

	reconsider(channelId: string, mayWrite: boolean | undefined): void {
		if (!this.isOpen) return;
		if (mayWrite === undefined) {
			if (this.#visible.delete(channelId)) this.#lose(channelId);
			return;
		}
		this.#visible.set(channelId, mayWrite);
		this.#regain(`head:${channelId}`);
		if (this.#wanted.has(channelId)) this.#regain(`channel:${channelId}`);
	}

	#lose(channelId: string): void {
		this.#wanted.delete(channelId);
		for (const topic of [`head:${channelId}`, `channel:${channelId}`]) deafen(this, topic);
		this.say({ type: 'gone', channelId });
	}

	/** Listens again to what it was deaf to for a moment: the browser is told where the channel stands, and asks for the rest. */
	#regain(topic: string): void {
		if (this.topics.has(topic)) return;
		listen(this, topic);
		const [kind, id = ''] = topic.split(':');
		// Who came and went meanwhile was not heard.
		if (kind === 'head' && this.#greeted) tellCalls(this, [id]);
		if (kind === 'channel') void this.#tellHead(id).catch(() => this.dismiss(closeCodes.tryAgain));
	}

	/** Says where a channel stands, and what was missed since `rev` unless it would be much: that is asked for by http. */
	async #tellHead(channelId: string, rev?: number): Promise<void> {
		const topic = `channel:${channelId}`;
		const missed = await changesSince(channelId, rev ?? Infinity, this.userId);
		const opened: ServerFrame = { type: 'opened', channelId, rev: missed.head.rev };
		if (!this.topics.has(topic)) return; // access was taken away while we asked
		const whole = rev === undefined ? '' : JSON.stringify({ ...opened, missed });
		this.hear(textFrame(whole && whole.length <= TELL_AT_ONCE ? whole : JSON.stringify(opened)));
	}

	/** One frame from the browser; anything but a well-formed one ends the connection. */
	async receive(text: string): Promise<void> {
		// Read before it is parsed: a flood must not cost that.
		if (!(text.startsWith('{"type":"call.signal"') ? this.#notes : this.#frames).spend()) {
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
			// Who could not even be greeted has nothing to stay for, and tries again.
			if (frame.type === 'hello') return this.dismiss(closeCodes.tryAgain);
			this.say({ type: 'refused', code, ...(channelId && { channelId }) });
		}
	}

	/** The socket is closed. */
	end(): void {
		wander(this);
		disappear(this.visit.viewer.id, this);
		deafenWholly(this);
	}

	async #answer(frame: ClientFrame): Promise<void> {
		if (frame.type === 'hello') {
			this.#saidHello = true;
			if (frame.version !== PROTOCOL_VERSION) return this.dismiss(closeCodes.outdated);
			return inTurn(() => this.#greet(frame.status ?? 'online'), true);
		}
		if (!this.#greeted) return this.dismiss(closeCodes.badFrame);
		if (frame.type === 'ping') return this.say({ type: 'pong' });
		if (frame.type === 'typing') return this.#type(frame.channelId);
		if (frame.type === 'presence') {
			if (this.#moods.spend()) appear(this.visit.viewer.id, this, frame.status, this.topics);
			return;
		}
		if (frame.type === 'close') return this.#closeChannel(frame.channelId);
		if (isAboutCall(frame)) {
			const answer = this.#calls.then(() => answerCall(this, frame));
			this.#calls = answer.catch(() => undefined);
			return answer;
		}
		await inTurn(() => this.#openChannel(frame.channelId, frame.rev), true);
	}

	async #greet(status: ChosenStatus): Promise<void> {
		if (!this.isOpen) return;
		await this.refresh();
		const epoch = await birthOfDatabase();
		// Asked again now that whoever signs out finds us: they may have done so while the socket was opening.
		if (!(await loginEnd(this.visit.loginId))) return this.dismiss(closeCodes.signedOut);
		if (!this.isOpen) return; // closed while we asked: nobody would ever say that this window is gone
		this.#greeted = true;
		appear(this.userId, this, status, this.topics);
		this.say({ type: 'ready', version: PROTOCOL_VERSION, viewerId: this.userId, stamp: this.#stamp, epoch });
		tellCalls(this, this.#visible.keys());
		tellRings(this);
	}

	async #openChannel(channelId: string, rev?: number): Promise<void> {
		// What is visible was decided by `refresh`, and is taken away before anything is written that may not be heard.
		if (!this.#visible.has(channelId)) refuse('not-found');
		if (this.#wanted.size >= OPEN_CHANNELS)
			for (const oldest of [...this.#wanted].slice(0, 1)) this.#closeChannel(oldest);
		this.#wanted.add(channelId);
		const topic = `channel:${channelId}`;
		// Deaf while it is decided anew who hears this channel: then `reconsider` opens it.
		if (!this.topics.has(`head:${channelId}`)) return;
		listen(this, topic);
		// Asked after listening began: whatever was committed before is in the answer, whatever comes after is heard.
		await this.#tellHead(channelId, rev);
	}

	/** Told to those who have the channel open, if it is open here too and writing is allowed. */
	#type(channelId: string): void {
		const topic = `channel:${channelId}`;
		const { id, name } = this.visit.viewer;
		if (this.topics.has(topic) && this.#visible.get(channelId) && this.#signs.spend())
			publish(topic, { type: 'typing', channelId, userId: id, name }, true);
	}

	#closeChannel(channelId: string): void {
		this.#wanted.delete(channelId);
		deafen(this, `channel:${channelId}`);
	}
}
