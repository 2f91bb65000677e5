import type { AttachedFile, FileKind } from './file';
import { inTurn } from './lanes';
import { sizeWords } from './size';
import { takeBack } from './take-back';
import { Still, Transfer } from './transfer';

/** Waiting times between tries without a byte more, in milliseconds; after the last one the person decides. */
const RETRIES = [1000, 3000, 9000];

/** A line on which nothing moves is given up, in milliseconds; when all is sent, the server looks at it first. */
const STILL = 30_000;
const LOOKED_AT = 90_000;

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Where files go, and how large they may be there, in bytes. */
export type Place = { channelId: string; limit: number };

type Described = Pick<AttachedFile, 'name' | 'size' | 'type'>;

/** What it looks like until the server has looked at it: what browsers surely show. */
function kindOf(type: string): FileKind {
	const [, image, played] = /^(image)\/(?:jpeg|png|gif|webp|avif)$|^(audio|video)\/./.exec(type) ?? [];
	return (image ?? played ?? 'file') as FileKind;
}

/** A file on its way to the server, or there and not sent yet. */
export class Upload {
	readonly id = crypto.randomUUID();
	readonly name: string;
	readonly size: number;
	readonly type: string;
	state = $state<'waiting' | 'sending' | 'ready' | 'failed'>('waiting');
	/** Bytes that are there. */
	sent = $state(0);
	problem = $state('');
	mayRetry = $state(false);
	/** What stands for a picture. */
	alt = $state('');
	/** What it turned out to be. */
	arrived = $state.raw<AttachedFile>();
	/** Dots of a picture, once the browser has read it. */
	measure = $state.raw<{ width: number; height: number }>();
	/** An address on this device to show it by. */
	readonly preview: string | undefined;

	#transfer: Transfer | undefined;
	#running: Promise<void> = Promise.resolve();
	readonly #ending = new AbortController();

	private constructor(
		{ name, size, type }: Described,
		file: File | undefined,
		private readonly onchange: () => void
	) {
		this.name = name;
		this.size = size;
		this.type = type;
		if (file && kindOf(type) !== 'file') this.preview = URL.createObjectURL(file);
	}

	/** Sends a file off, unless it is clear that it will not be taken. */
	static of(file: File, { channelId, limit }: Place, onchange: () => void): Upload {
		const upload = new Upload(file, file, onchange);
		const most = sizeWords(limit);
		const size = sizeWords(file.size);
		if (file.size === 0) upload.#fail('This file is empty.');
		else if (file.size > limit)
			upload.#fail(size === most ? `This is more than ${most}.` : `This is ${size}. Files can be up to ${most}.`);
		else {
			upload.#transfer = new Transfer(file, channelId);
			upload.#measure();
			upload.#begin();
		}
		return upload;
	}

	/** One that arrived before this page was opened. */
	static kept({ alt = '', ...file }: AttachedFile, onchange: () => void): Upload {
		const upload = new Upload(file, undefined, onchange);
		upload.arrived = file;
		upload.alt = alt;
		upload.sent = file.size;
		upload.state = 'ready';
		return upload;
	}

	/** One whose bytes went with the page that was sending them. */
	static lost(file: Described, onchange: () => void): Upload {
		const upload = new Upload(file, undefined, onchange);
		upload.#fail('It was not uploaded before the page closed. Please attach it again.');
		return upload;
	}

	get kind(): FileKind {
		return this.arrived?.kind ?? kindOf(this.type);
	}

	get percent(): number {
		// The last one is for when the server has looked at it.
		return this.state === 'ready' ? 100 : Math.min(99, Math.floor((this.sent / this.size) * 100));
	}

	/** Resolves when it has arrived, or will not. */
	settled(): Promise<void> {
		return this.#running;
	}

	retry(): void {
		if (this.state === 'failed' && this.mayRetry) this.#begin();
	}

	/** It is not wanted any more. */
	cancel(): void {
		if (this.#transfer) this.#transfer.takeBack();
		else if (this.arrived) takeBack(this.arrived.key);
		this.#ending.abort();
		this.forget();
	}

	/** Lets go of what only this page can show. */
	forget(): void {
		if (this.preview) URL.revokeObjectURL(this.preview);
	}

	/** As it is kept on the device. */
	toJSON() {
		const { name, size, type, kind, alt, arrived } = this;
		return { name, size, type, kind, alt, arrived };
	}

	#measure(): void {
		if (!this.preview || this.kind !== 'image') return;
		const picture = new Image();
		picture.onload = () => (this.measure = { width: picture.naturalWidth, height: picture.naturalHeight });
		picture.src = this.preview;
	}

	#fail(words: string, mayRetry = false): void {
		this.state = 'failed';
		this.problem = words;
		this.mayRetry = mayRetry;
		this.onchange();
	}

	#begin(): void {
		this.state = 'waiting';
		this.problem = '';
		this.#running = inTurn(() => this.#deliver(this.#transfer!));
	}

	async #deliver(transfer: Transfer): Promise<void> {
		const { signal: ended } = this.#ending;
		for (let tries = 0; !ended.aborted;) {
			await online();
			const before = transfer.received;
			this.state = 'sending';
			try {
				this.arrived = await whileItMoves(ended, (signal, moved) =>
					transfer.run(signal, (loaded) => {
						this.sent = Math.min(loaded, this.size);
						moved(this.sent === this.size);
					})
				);
				this.sent = this.size;
				this.state = 'ready';
				return this.onchange();
			} catch (error) {
				if (ended.aborted) return;
				if (!navigator.onLine) continue;
				const { words, again, isOver } = transfer.troubleIn(error);
				if (transfer.received > before) tries = 0;
				const pause = again ? RETRIES[tries++] : undefined;
				if (pause === undefined) return this.#fail(words, !isOver);
				await wait(pause);
			}
		}
	}
}

function online(): Promise<void> {
	if (navigator.onLine) return Promise.resolve();
	return new Promise((resolve) => addEventListener('online', () => resolve(), { once: true }));
}

/** A sending that ends when it is not wanted any more, when the network goes, or when nothing moves: some lines die without a word. */
async function whileItMoves<T>(
	ended: AbortSignal,
	work: (signal: AbortSignal, moved: (isAllSent: boolean) => void) => Promise<T>
): Promise<T> {
	const cut = new AbortController();
	const end = () => cut.abort();
	const giveUp = () => cut.abort(new Still());
	let late = setTimeout(giveUp, STILL);
	const moved = (isAllSent: boolean) => {
		clearTimeout(late);
		late = setTimeout(giveUp, isAllSent ? LOOKED_AT : STILL);
	};
	addEventListener('offline', end);
	try {
		return await work(AbortSignal.any([ended, cut.signal]), moved);
	} catch (error) {
		throw cut.signal.reason instanceof Still ? cut.signal.reason : error;
	} finally {
		clearTimeout(late);
		removeEventListener('offline', end);
	}
}
