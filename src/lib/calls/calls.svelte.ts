import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import type { Occupant } from './occupant';

type Parts = typeof import('./parts').parts;
type Desk = InstanceType<Parts['Desk']>;

/** After a new socket has told of the calls that go on, the others are over, in milliseconds. */
const TOLD_WITHIN = 3000;
const nobody: Occupant[] = [];

/** Who is inside the calls a person sees. Everything else about calls comes with the first one this window has to do with. */
export class Calls {
	#inside = new SvelteMap<string, Occupant[]>();
	/** Told by this socket: newer than any page. */
	#told = new Set<string>();
	desk = $state.raw<Desk>();
	parts = $state.raw<Parts>();

	constructor(
		private readonly connection: Connection,
		private readonly viewerId: string
	) {}

	/** Those inside the call of a channel, in the order they came. */
	in(channelId: string): Occupant[] {
		return this.#inside.get(channelId) ?? nobody;
	}

	/** What the server knew when it drew the page. */
	begin(occupants: Record<string, Occupant[]>): void {
		for (const [id, inside] of Object.entries(occupants)) if (!this.#told.has(id)) this.#inside.set(id, inside);
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'call.occupants') {
			this.#told.add(frame.channelId);
			this.#inside.set(frame.channelId, frame.occupants);
		}
		if (frame.type === 'ready') {
			this.#told.clear();
			const before = [...this.#inside];
			setTimeout(() => {
				for (const [id, inside] of before) if (this.#inside.get(id) === inside) this.#inside.delete(id);
			}, TOLD_WITHIN);
		}
		if (frame.type === 'call.ringing' && !this.desk) void this.open().then((desk) => desk.hear(frame));
	}

	/** The parts of calls, loaded once. */
	async open(): Promise<Desk> {
		const { parts } = await import('./parts');
		this.parts = parts;
		return (this.desk ??= new parts.Desk(this.connection, this.viewerId, (id) => this.in(id)));
	}
}

export const [getCalls, setCalls] = createContext<Calls>();
