import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { ServerFrame } from '../realtime/protocol';
import type { Category, Channel } from './channel';

type Named = { id: string; name: string };
/** Where a channel was put here, before the server said so. */
type Hope = { categoryId: string; position: number; pending: number; isTold: boolean };

/** Ids are numbers without leading zeros. */
const byAge = (a: string, b: string) => a.length - b.length || (a < b ? -1 : Number(a > b));

/**
 * The categories and channels of the shown community: as the server loaded them, and what was heard since. An event holds a
 * channel whole, so hearing one twice changes nothing, and what is heard last is true.
 */
export class Structure {
	#communityId = $state('');
	#loaded = $state.raw<Category[]>([]);
	/** Channels as they were told last; null for those that are gone. */
	#channels = new SvelteMap<string, Channel | null>();
	/** The categories of a community as they were told last. */
	#categories = new SvelteMap<string, Named[]>();
	#hopes = new SvelteMap<string, Hope>();
	/** What was heard before the connection was lost: the next load knows better. */
	#old = new Set<string>();

	readonly categories: Category[] = $derived.by(() => {
		const order = this.#categories.get(this.#communityId) ?? this.#loaded;
		const channels = this.#here();
		return order.map(({ id, name }) => ({
			id,
			name,
			channels: channels
				.filter(({ categoryId }) => categoryId === id)
				.sort((a, b) => a.position - b.position || byAge(a.id, b.id))
		}));
	});

	/** What the server loaded. While nothing is heard, nothing that was heard before is newer than this. */
	begin(communityId: string, categories: Category[], isLive: boolean): void {
		if (this.#loaded === categories && this.#communityId === communityId) return;
		[this.#communityId, this.#loaded] = [communityId, categories];
		const older = isLive ? [...this.#old] : [...this.#channels.keys(), ...this.#categories.keys()];
		for (const id of older) {
			this.#channels.delete(id);
			this.#categories.delete(id);
		}
		this.#old.clear();
		for (const [id, { pending }] of this.#hopes) if (pending === 0) this.#hopes.delete(id);
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'ready') this.#old = new Set([...this.#channels.keys(), ...this.#categories.keys()]);
		else if (frame.type === 'channel.changed') this.#take(frame.channel.id, frame.channel);
		else if (frame.type === 'gone') this.#take(frame.channelId, null);
		else if (frame.type === 'categories.changed') {
			this.#old.delete(frame.communityId);
			this.#categories.set(frame.communityId, frame.categories);
		}
	}

	/** A channel of the shown community as it is now; undefined when it is not there for the viewer. */
	channel(id: string): Channel | undefined {
		return this.#here().find((channel) => channel.id === id);
	}

	/** Shows a channel in its new place at once. Answers how to say that the server did it, or did not. */
	hope(id: string, { categoryId, before }: { categoryId: string; before: string }): (isDone: boolean) => void {
		const others = this.categories.find((one) => one.id === categoryId)?.channels.filter((one) => one.id !== id) ?? [];
		const next = others.find((one) => one.id === before);
		// Between two whole numbers: hidden channels may stand there, and the others keep theirs until they are told.
		const position = next ? next.position - 0.5 : (others.at(-1)?.position ?? 0) + 1;
		const pending = (this.#hopes.get(id)?.pending ?? 0) + 1;
		this.#hopes.set(id, { categoryId, position, pending, isTold: false });
		return (isDone) => {
			const hope = this.#hopes.get(id);
			if (!hope) return;
			const left = hope.pending - 1;
			// Done but not told yet: it stays where it is until it is.
			if (left === 0 && (!isDone || hope.isTold)) this.#hopes.delete(id);
			else this.#hopes.set(id, { ...hope, pending: left });
		};
	}

	#take(id: string, channel: Channel | null): void {
		this.#old.delete(id);
		this.#channels.set(id, channel);
		const hope = this.#hopes.get(id);
		if (hope?.pending === 0 || !channel) this.#hopes.delete(id);
		else if (hope) this.#hopes.set(id, { ...hope, isTold: true });
	}

	/** Every channel of the shown community that the viewer sees, in no order. */
	#here(): Channel[] {
		const known = new Map(this.#loaded.flatMap(({ channels }) => channels.map((channel) => [channel.id, channel])));
		for (const [id, channel] of this.#channels) {
			if (!channel) known.delete(id);
			else if (channel.communityId === this.#communityId) known.set(id, channel);
		}
		return [...known.values()].map((channel) => {
			const hope = this.#hopes.get(channel.id);
			return hope ? { ...channel, categoryId: hope.categoryId, position: hope.position } : channel;
		});
	}
}

export const [getStructure, setStructure] = createContext<Structure>();
