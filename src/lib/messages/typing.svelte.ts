import { SvelteMap } from 'svelte/reactivity';

/** How long a name stays after the last sign of typing, in milliseconds. */
const LINGER = 6_000;
/** How often one's own typing is told at most, in milliseconds. */
const TELL_EVERY = 4_000;

/** Who is typing in one channel. Nobody says "I stopped": names just fade, or their message comes. */
export class Typing {
	#until = new SvelteMap<string, { name: string; until: number }>();
	readonly names = $derived([...this.#until.values()].map(({ name }) => name));
	#told = 0;

	heard(id: string, name: string, now = Date.now()): void {
		this.#until.set(id, { name, until: now + LINGER });
		setTimeout(() => this.fade(), LINGER + 50);
	}

	fade(now = Date.now()): void {
		for (const [id, { until }] of this.#until) if (until <= now) this.#until.delete(id);
	}

	/** Their message is here. */
	stopped(id: string): void {
		this.#until.delete(id);
	}

	/** Whether it is time to tell others that one types. */
	isDue(now = Date.now()): boolean {
		if (now - this.#told < TELL_EVERY) return false;
		this.#told = now;
		return true;
	}
}

/** Who is typing, in words. */
export function typingWords(names: string[]): string {
	if (names.length === 0) return '';
	if (names.length === 1) return `${names[0]} is typing`;
	return names.length === 2 ? `${names[0]} and ${names[1]} are typing` : 'Several people are typing';
}
