import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Connection } from '../realtime/connection.svelte';
import type { ServerFrame } from '../realtime/protocol';
import { chosenStatuses, type ChosenStatus, type ShownStatus } from './status';

const KEPT = 'status';
/** No key and no pointer for this long: away, in milliseconds. */
const AWAY_AFTER = 5 * 60_000;

/** Who is here, as far as this page knows, and how the viewer shows themself. */
export class Presence {
	#people = new SvelteMap<string, ShownStatus>();
	/** What the viewer chose; remembered on this device. */
	chosen = $state<ChosenStatus>('online');
	#isAway = $state(false);

	constructor(
		private readonly connection: Connection,
		private readonly viewerId: string
	) {}

	of(userId: string): ShownStatus {
		if (userId !== this.viewerId) return this.#people.get(userId) ?? 'offline';
		// Oneself is known at once, and seen as others do.
		const now = this.#now();
		return now === 'invisible' ? 'offline' : now;
	}

	/** What the server knew when it drew the page. */
	begin(people: Record<string, ShownStatus>): void {
		for (const [id, status] of Object.entries(people)) this.#people.set(id, status);
	}

	choose(status: ChosenStatus): void {
		this.chosen = status;
		localStorage.setItem(KEPT, status);
		this.#tell();
	}

	/** Listens to the server, and for signs that nobody sits here. Answers how to stop. */
	start(): () => void {
		const kept = localStorage.getItem(KEPT);
		this.chosen = chosenStatuses.find((status) => status === kept) ?? 'online';
		this.connection.statusAtHello = () => this.#now();
		let timer: ReturnType<typeof setTimeout>;
		const awake = () => {
			clearTimeout(timer);
			timer = setTimeout(() => this.#setAway(true), AWAY_AFTER);
			this.#setAway(false);
		};
		const signs = ['keydown', 'pointerdown', 'pointermove', 'focus'] as const;
		for (const sign of signs) addEventListener(sign, awake, { passive: true });
		awake();
		const stopListening = this.connection.on((frame) => this.#hear(frame));
		return () => {
			clearTimeout(timer);
			for (const sign of signs) removeEventListener(sign, awake);
			stopListening();
		};
	}

	#hear(frame: ServerFrame): void {
		if (frame.type === 'presence') for (const { id, status } of frame.people) this.#people.set(id, status);
	}

	#now(): ChosenStatus {
		return this.chosen === 'online' && this.#isAway ? 'idle' : this.chosen;
	}

	#setAway(isAway: boolean): void {
		if (isAway === this.#isAway) return;
		this.#isAway = isAway;
		if (this.chosen === 'online') this.#tell();
	}

	#tell(): void {
		this.connection.say({ type: 'presence', status: this.#now() });
	}
}

export const [getPresence, setPresence] = createContext<Presence>();
