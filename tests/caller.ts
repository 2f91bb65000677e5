import type { Viewer } from '$lib/accounts/account';
import type { OccupantState } from '$lib/calls/occupant';
import type { ServerFrame } from '$lib/realtime/protocol';
import { answerCall } from '$lib/server/calls/frames';
import type { Window } from '$lib/server/calls/occupancy';

const quiet: OccupantState = { isMuted: true, isDeaf: false, hasCamera: false, isSharing: false };
type Said = ServerFrame['type'];

/** A browser's window as calls know it, without a socket; each has a device of its own. */
export class Caller implements Window {
	static #made = 0;
	readonly heard: ServerFrame[] = [];
	readonly visit: Window['visit'];
	isOpen = true;

	constructor(
		readonly viewer: Viewer,
		readonly device = `device-${String((Caller.#made += 1)).padStart(12, '0')}`,
		loginId = `login-${viewer.id}`
	) {
		this.visit = { viewer, loginId };
	}

	say(frame: ServerFrame): void {
		if (this.isOpen) this.heard.push(frame);
	}

	of<T extends Said>(type: T): Extract<ServerFrame, { type: T }>[] {
		return this.heard.filter((frame): frame is Extract<ServerFrame, { type: T }> => frame.type === type);
	}

	ends(): string[] {
		return this.of('call.ended').map(({ why }) => why);
	}

	join(channelId: string, state: Partial<OccupantState> = {}): Promise<void> {
		return answerCall(this, { type: 'call.join', channelId, device: this.device, ...quiet, ...state });
	}

	be(channelId: string, state: Partial<OccupantState>): Promise<void> {
		return answerCall(this, { type: 'call.state', channelId, ...quiet, ...state });
	}

	leave(channelId: string): Promise<void> {
		return answerCall(this, { type: 'call.leave', channelId });
	}

	signal(channelId: string, to: { device: string }, data = 'offer'): Promise<void> {
		return answerCall(this, { type: 'call.signal', channelId, to: to.device, data });
	}

	notes(): [string, string][] {
		return this.of('call.signal').map(({ from, data }) => [from, data]);
	}
}
