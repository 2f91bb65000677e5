import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import { announce, toast } from '../ui/toasts.svelte';
import { Call } from './call.svelte';
import { deviceId, keepCall, keptCall, type Kept, type Room } from './kept';
import type { Occupant, RingEnd } from './occupant';
import { preferences } from './preferences.svelte';
import { ring } from './ring';

export type Ringing = Extract<ServerFrame, { type: 'call.ringing' }>;

/** What the caller is told when nobody came. */
const unanswered: Partial<Record<RingEnd, (name: string) => string>> = {
	declined: (name) => `${name} declined the call.`,
	missed: (name) => `${name} didn’t answer.`,
	busy: (name) => `${name} is in another call.`
};

/** What this window has to do with calls: the one it is in, the one it was in, and the one that rings. */
export class Desk {
	call = $state.raw<Call>();
	ringing = $state.raw<Ringing>();
	/** The call that was under way when the page was reloaded. */
	last = $state.raw<Kept>();
	/** Who came and went, for screen readers. */
	news = $state('');
	#stopRing: (() => void) | undefined;
	#known = new Map<string, string>();

	constructor(
		private readonly connection: Connection,
		private readonly viewerId: string,
		private readonly inside: (channelId: string) => Occupant[]
	) {
		preferences.begin();
		this.last = keptCall() ?? undefined;
		connection.on((frame) => this.hear(frame));
		addEventListener('pagehide', () => {
			const { call } = this;
			if (call) keepCall({ room: call.room, isMuted: call.isMuted, hasCamera: call.hasCamera });
		});
	}

	/** Goes into a room, out of the one this window was in. */
	async join(room: Room, wishes: Partial<{ isMuted: boolean; hasCamera: boolean }> = {}): Promise<Call> {
		this.call?.leave();
		this.last = undefined;
		this.#hush();
		const call: Call = new Call(room, deviceId(), this.connection, this.inside, (words) => this.#ended(call, words));
		this.call = call;
		this.#known.clear();
		const { beginsMuted, beginsWithCamera } = preferences.now;
		const hasCamera = wishes.hasCamera ?? (room.kind === 'video' && beginsWithCamera);
		await call.join({ isMuted: wishes.isMuted ?? beginsMuted, hasCamera });
		return call;
	}

	/** Calls the other one of a direct conversation. */
	async dial(room: Room, hasCamera: boolean): Promise<void> {
		const joining = this.join(room, { hasCamera, isMuted: false });
		this.call!.isToRing = true;
		await joining;
	}

	accept(hasCamera: boolean): Room | undefined {
		const { ringing } = this;
		if (!ringing) return;
		const { id, name } = ringing.from;
		const room: Room = { channelId: ringing.channelId, kind: 'direct', name, place: '', path: `/direct/${id}` };
		void this.join(room, { hasCamera, isMuted: false });
		return room;
	}

	decline(): void {
		const { ringing } = this;
		if (ringing) this.connection.say({ type: 'call.decline', channelId: ringing.channelId });
		this.#hush();
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'call.ringing') this.#rings(frame);
		if (frame.type === 'call.ring-ended') this.#rang(frame.channelId, frame.why);
		if (frame.type === 'call.occupants' && frame.channelId === this.call?.room.channelId) this.#tell(frame.occupants);
		this.call?.hear(frame);
	}

	#rings(frame: Ringing): void {
		if (frame.from.id === this.viewerId || this.call?.room.channelId === frame.channelId) return;
		if (Date.parse(frame.until) < Date.now()) return;
		this.ringing = frame;
		this.#stopRing ??= ring();
	}

	#rang(channelId: string, why: RingEnd): void {
		if (this.ringing?.channelId === channelId) this.#hush();
		const { call } = this;
		if (!call?.isRinging || call.room.channelId !== channelId) return;
		call.isRinging = false;
		const words = unanswered[why]?.(call.room.name);
		if (!words) return;
		call.leave();
		toast(words);
	}

	#hush(): void {
		this.ringing = undefined;
		this.#stopRing?.();
		this.#stopRing = undefined;
	}

	/** Others who came or went, each once. Those who are there when one comes are seen, not told. */
	#tell(everybody: Occupant[]): void {
		const mine = this.call?.device;
		if (!everybody.some(({ device }) => device === mine)) return;
		const [before, now] = [this.#known, new Map(everybody.map(({ device, name }) => [device, name]))];
		this.#known = now;
		if (before.size === 0) return;
		const words = [
			...[...now].filter(([device]) => !before.has(device)).map(([, name]) => `${name} joined the call.`),
			...[...before].filter(([device]) => !now.has(device)).map(([, name]) => `${name} left the call.`)
		];
		if (words.length > 0) this.news = words.join(' ');
	}

	#ended(call: Call, words?: string): void {
		if (this.call === call) this.call = undefined;
		if (words) announce(words);
	}
}
