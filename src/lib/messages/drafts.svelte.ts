import { SvelteMap } from 'svelte/reactivity';
import { quietly } from '../on-device';

/** What is begun in a conversation, as it is kept on the device: words, and files that were uploaded. */
type Kept = { text: string; files?: readonly unknown[] };

const nothing: readonly unknown[] = [];

/** What was begun and not sent yet, by conversation; the same in all windows of one person on this device. */
const begun = new SvelteMap<string, Kept>();
let prefix = $state('');

function read(value: string | null): Kept {
	const kept = quietly(() => JSON.parse(value ?? 'null') as Kept | null);
	const text = typeof kept?.text === 'string' ? kept.text : '';
	return Array.isArray(kept?.files) && kept.files.length > 0 ? { text, files: kept.files } : { text };
}

function note(key: string, kept: Kept): void {
	if (kept.text || kept.files) begun.set(key, kept);
	else begun.delete(key);
}

/** Notes it, and keeps it on the device for later. */
function put(key: string, kept: Kept): void {
	note(key, kept);
	quietly(() =>
		begun.has(key) ? localStorage.setItem(prefix + key, JSON.stringify(kept)) : localStorage.removeItem(prefix + key)
	);
}

/** Drafts by conversation: a channel's id, or whatever else names one. Only ever filled in browsers. */
export const drafts = {
	/** Whether it is known what was begun. */
	get areKnown(): boolean {
		return prefix !== '';
	},
	/** Reads what this person has begun on this device, and follows their other windows. Answers how to stop. */
	begin(viewerId: string): () => void {
		const mine = `draft ${viewerId} `;
		begun.clear();
		for (const name of quietly(() => Object.keys(localStorage)) ?? [])
			if (name.startsWith(mine)) note(name.slice(mine.length), read(quietly(() => localStorage.getItem(name)) ?? null));
		prefix = mine;
		const hear = ({ key, newValue }: StorageEvent) => {
			if (key === null) begun.clear();
			else if (key.startsWith(mine)) note(key.slice(mine.length), read(newValue));
		};
		window.addEventListener('storage', hear);
		return () => {
			window.removeEventListener('storage', hear);
			// Whoever comes next in this window may be somebody else.
			prefix = '';
			begun.clear();
		};
	},
	/** What this person's draft is called on the device, and whatever else belongs to it. */
	nameOf: (key: string): string => prefix + key,
	of: (key: string): string => begun.get(key)?.text ?? '',
	/** Files that wait with the words; whoever reads them looks what they are. */
	files: (key: string): readonly unknown[] => begun.get(key)?.files ?? nothing,
	has: (key: string): boolean => begun.has(key),
	/** Keeps words for later; nothing but blanks is nothing. */
	keep(key: string, words: string): void {
		const text = words.trim() ? words : '';
		if (text === drafts.of(key)) return;
		put(key, { ...begun.get(key), text });
	},
	/** Keeps files that were uploaded, until they are sent. */
	keepFiles(key: string, files: readonly unknown[]): void {
		const text = drafts.of(key);
		if (files.length > 0 || drafts.files(key).length > 0) put(key, files.length > 0 ? { text, files } : { text });
	}
};

/** Where words may stand that somebody is writing: a box of a window. */
export type Box = { words: string; isInUse: boolean };

/** One box for a conversation's words, kept in step with the device. */
export class DraftBox {
	/** What the box and the device agreed on last; undefined until they have met. */
	#agreed: string | undefined;

	constructor(private readonly key: string) {}

	/**
	 * Called whenever one of them has changed: answers the words the box should show. What is written here is kept, what another
	 * window wrote is taken over, but never under the cursor. Words that stand here already when they meet stay.
	 */
	meet({ words, isInUse }: Box): string {
		if (!drafts.areKnown) return words;
		const kept = drafts.of(this.key);
		const isFirst = this.#agreed === undefined;
		const isTouched = isFirst ? words !== '' : words !== this.#agreed;
		if (isTouched) drafts.keep(this.key, words);
		else if (isFirst || !isInUse) words = kept;
		else return words;
		this.#agreed = words;
		return words;
	}
}
