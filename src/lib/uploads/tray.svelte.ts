import { quietly } from '../on-device';
import { attachedFile, FILES_PER_MESSAGE, type AttachedFile } from './file';
import { Upload, type Place } from './upload.svelte';

/** What a conversation's draft keeps on the device; how is none of our business. */
export type Keeping = { files: () => readonly unknown[]; keep: (files: AttachedFile[]) => void };

const trays = new Map<string, Tray>();

/** The files that wait beside the words of a conversation, by the name of its draft; they go on arriving while another one is shown. */
export function trayOf(name: string, place: Place, keeping: Keeping): Tray {
	const known = trays.get(name);
	if (known) return known;
	const tray = new Tray(name, place, keeping);
	trays.set(name, tray);
	return tray;
}

/** Files that a message takes with it, whether or not they have arrived. */
export class Cargo {
	#release: (() => void) | undefined;

	constructor(readonly files: Upload[]) {}

	/** Tells other windows that somebody is at work on this message; the browser tells them when this one closes. */
	hold(nonce: string): void {
		const released = new Promise<void>((resolve) => (this.#release = resolve));
		void navigator.locks?.request(lockOf(nonce), () => released);
	}

	/** Resolves when all have arrived; with what to say about those that have not. */
	async arrive(): Promise<string | undefined> {
		for (const file of this.files) file.retry();
		await Promise.all(this.files.map((file) => file.settled()));
		const [failed] = this.files.filter(({ state }) => state === 'failed');
		return failed && `${failed.name}: ${failed.problem}`;
	}

	/** They are part of a message now; what only this page could show is needed for a moment more. */
	sent(): void {
		this.#release?.();
		setTimeout(() => this.files.forEach((file) => file.forget()), 30_000);
	}

	discard(): void {
		this.#release?.();
		for (const file of this.files) file.cancel();
	}
}

const lockOf = (nonce: string) => `outgoing ${nonce}`;

/** Whether no other window is at work on this message. */
export async function isAbandoned(nonce: string): Promise<boolean> {
	if (!navigator.locks) return true;
	return navigator.locks.request(lockOf(nonce), { ifAvailable: true }, (lock) => lock !== null);
}

export class Tray {
	items = $state.raw<Upload[]>([]);
	/** What is wrong with what was added, as a whole. */
	problem = $state('');
	/** What the draft and this tray agreed on last. */
	#agreed = new Set<string>();

	constructor(
		/** Under what this window notes what it is uploading. */
		private readonly name: string,
		private readonly place: Place,
		private readonly keeping: Keeping
	) {
		this.follow();
		const noted = quietly(() => JSON.parse(sessionStorage.getItem(name) ?? '[]') as Upload[]);
		const lost = (noted ?? []).map((file) => Upload.lost(file, () => undefined));
		this.items = [...this.items, ...lost];
		this.#keep();
	}

	/** Adds files, as far as a message can have more. */
	add(files: File[]): void {
		const room = FILES_PER_MESSAGE - this.items.length;
		const more = files.length - room;
		this.problem =
			more > 0
				? `A message can have up to ${FILES_PER_MESSAGE} files. ${more === 1 ? 'One was' : `${more} were`} left out.`
				: '';
		const added = files.slice(0, Math.max(0, room)).map((file) => Upload.of(file, this.place, () => this.#keep()));
		this.items = [...this.items, ...added];
		this.#keep();
	}

	remove(upload: Upload): void {
		this.items = this.items.filter((one) => one !== upload);
		this.problem = '';
		this.#keep();
		upload.cancel();
	}

	describe(upload: Upload, words: string): void {
		upload.alt = words;
		this.#keep();
	}

	/** Those that can be sent, for a message; what was refused stays to be seen. Nothing when there are none. */
	take(): Cargo | undefined {
		const isGoing = ({ state, mayRetry }: Upload) => state !== 'failed' || mayRetry;
		const going = this.items.filter(isGoing);
		this.items = this.items.filter((upload) => !isGoing(upload));
		this.problem = '';
		this.#keep();
		return going.length > 0 ? new Cargo(going) : undefined;
	}

	/** Another window of this person may have added to the draft, or sent it. */
	follow(): void {
		const kept = this.keeping.files().flatMap((file) => attachedFile.safeParse(file).data ?? []);
		const keys = new Map(kept.map(({ key, alt }) => [key, alt ?? '']));
		const isGone = ({ arrived }: Upload) => !!arrived && this.#agreed.has(arrived.key) && !keys.has(arrived.key);
		const staying = this.items.filter((upload) => !isGone(upload));
		const here = new Set(staying.map(({ arrived }) => arrived?.key));
		const come = kept.filter(({ key }) => !here.has(key)).map((file) => Upload.kept(file, () => this.#keep()));
		for (const upload of staying) upload.alt = keys.get(upload.arrived?.key ?? '') ?? upload.alt;
		this.#agreed = new Set(keys.keys());
		if (come.length > 0 || staying.length < this.items.length) this.items = [...come, ...staying];
	}

	#keep(): void {
		const ready = this.items.flatMap(({ arrived, alt }) => (arrived ? { ...arrived, alt: alt || undefined } : []));
		this.#agreed = new Set(ready.map(({ key }) => key));
		this.keeping.keep(ready);
		const unfinished = this.items.filter(
			({ state, mayRetry }) => state !== 'ready' && (state !== 'failed' || mayRetry)
		);
		quietly(() =>
			unfinished.length > 0
				? sessionStorage.setItem(this.name, JSON.stringify(unfinished))
				: sessionStorage.removeItem(this.name)
		);
	}
}
