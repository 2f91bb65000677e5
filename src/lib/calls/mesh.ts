import type { Engine, Source, Told } from './engine';
import { Link, type Signal } from './link';
import type { Occupant, Ticket } from './occupant';

/** How often the links are looked at, in milliseconds. */
const LOOK_EVERY = 2000;
/** A device that is inside and has no working link for so long is called again. */
const LONELY = 6000;
/** A relay that has given no place within this time is not there. */
const RELAY_WITHIN = 5000;
/** One that called us before the server told of it has this long to be told. */
const UNLISTED = 8000;

/** Everybody is connected to everybody else; the server only carries what they say to find each other. */
export class Mesh implements Engine {
	readonly #links = new Map<string, Link>();
	readonly #tracks = new Map<Source, MediaStreamTrack>();
	readonly #config: RTCConfiguration;
	/** Since when a device that is inside has had no working link. */
	readonly #lonely = new Map<string, number>();
	#inside = new Set<string>();
	readonly #looking: ReturnType<typeof setInterval>;

	constructor(
		{ iceServers, isRelayOnly }: Extract<Ticket, { engine: 'mesh' }>,
		private readonly device: string,
		private readonly signal: (to: string, data: string) => void,
		private readonly told: Told
	) {
		this.#config = { iceServers, iceTransportPolicy: isRelayOnly ? 'relay' : 'all', bundlePolicy: 'max-bundle' };
		this.#looking = setInterval(() => this.#look(), LOOK_EVERY);
	}

	async send(source: Source, track: MediaStreamTrack | null): Promise<void> {
		if (track) this.#tracks.set(source, track);
		else this.#tracks.delete(source);
		await Promise.all([...this.#links.values()].map((link) => link.send(source, track)));
	}

	/** A silent track is silent for everybody. */
	mute(): void {}

	/** The newcomer calls. Whoever comes back after a lost socket finds its links as they were, or makes them anew. */
	meet(others: Occupant[]): void {
		this.people(others);
		for (const { device } of others) {
			const link = this.#links.get(device);
			if (!link || (!link.isConnected && !link.isFresh)) this.#call(device);
		}
	}

	people(others: Occupant[]): void {
		this.#inside = new Set(others.map(({ device }) => device));
		for (const [device, link] of this.#links) {
			if (this.#inside.has(device)) link.isListed = true;
			else if (link.isListed) this.#drop(device);
		}
		for (const device of this.#lonely.keys()) if (!this.#inside.has(device)) this.#lonely.delete(device);
		for (const link of this.#links.values()) void link.share(this.#links.size);
	}

	hear(from: string, data: string): void {
		const signal = JSON.parse(data) as Signal;
		const known = this.#links.get(from);
		if (known?.id === signal.link) return known.hear(signal);
		// Only an offer begins another link: what else is said of one that is not known is about one that is gone.
		if (signal.description?.type !== 'offer') return;
		// Both began at once: one of the two stays.
		if (known && !known.isConnected && known.isFresh && !this.#isPolite(from)) return;
		this.#link(from, signal.link).hear(signal);
	}

	end(): void {
		clearInterval(this.#looking);
		for (const device of [...this.#links.keys()]) this.#drop(device);
	}

	#isPolite(device: string): boolean {
		return this.device < device;
	}

	#call(device: string): void {
		this.#link(device, crypto.randomUUID()).begin();
	}

	#link(device: string, id: string): Link {
		this.#drop(device);
		const say = (signal: Signal) => this.signal(device, JSON.stringify(signal));
		const link = new Link(id, device, this.#isPolite(device), this.#config, this.#tracks, say, this.told);
		link.isListed = this.#inside.has(device);
		this.#links.set(device, link);
		this.#lonely.delete(device);
		void link.share(this.#links.size);
		return link;
	}

	#drop(device: string): void {
		const link = this.#links.get(device);
		if (!link) return;
		link.end();
		this.#links.delete(device);
		for (const source of ['microphone', 'screenSound'] as const) this.told.sound(device, source, null);
		for (const source of ['camera', 'screen'] as const) this.told.picture(device, source, null);
	}

	/** What was said may be lost with a socket: whoever stays without a link is called again, by one of the two first. */
	#look(): void {
		const now = performance.now();
		const links = [...this.#links.values()];
		const hasWaited = links.some(({ begunAt }) => now - begunAt > RELAY_WITHIN);
		// Without a place no browser says that anything failed: it goes on looking.
		if (this.#config.iceTransportPolicy === 'relay' && hasWaited && !links.some(({ hasPlace }) => hasPlace))
			return this.told.unreachable();
		for (const [device, link] of this.#links) {
			if (!link.isListed && now - link.begunAt > UNLISTED) this.#drop(device);
			else void link.measure();
		}
		for (const device of this.#inside) {
			if (this.#links.get(device)?.isConnected) {
				this.#lonely.delete(device);
				continue;
			}
			const since = this.#lonely.get(device) ?? now;
			this.#lonely.set(device, since);
			if (now - since > (this.#isPolite(device) ? 2 * LONELY : LONELY)) this.#call(device);
		}
	}
}
