import { generateSvelteHelpers } from '@uploadthing/svelte';
import type { FileRoute } from 'uploadthing/types';
import { attachedFile, UPLOAD_SLUG, type AttachedFile } from './file';
import { takeBack } from './take-back';

/** The route for files of messages, as the SDK has to know it; what it answers is looked at when it comes. */
type Router = {
	[UPLOAD_SLUG]: FileRoute<{ input: { channelId: string }; output: unknown; errorShape: unknown }>;
};

/** Why a file did not arrive. `again`: the same once more may help; `isOver`: and never will. */
export type Trouble = { words: string; again: boolean; isOver?: boolean };

const noLine: Trouble = { words: 'The connection was lost.', again: true };
const away = 'The place for files does not answer just now. Messages still work.';

/** Nothing moves any more on the line that carries a file. */
export class Still extends Error {}

/**
 * One file on its way, by UploadThing's SDK. The address the server gave for it is kept: whoever tries again asks there how
 * much has come, and goes on from there.
 */
export class Transfer {
	/** What the server calls the file, as soon as it is expected. */
	#key: string | undefined;
	#isUnwanted = false;
	/** Bytes that were there when it was sent last: what a browser sent may still be lost on its way. */
	received = 0;
	#address: string | undefined;
	/** What the server answered last, if it did. */
	#status = 0;
	readonly #send;

	constructor(
		private readonly file: File,
		private readonly channelId: string
	) {
		this.#send = generateSvelteHelpers<Router>({
			fetch: (input, init) => this.#ask(input as string | URL, init as RequestInit)
		}).uploadFiles;
	}

	/** Sends what is missing. Throws when it does not arrive; `troubleIn` says what it was. */
	async run(signal: AbortSignal, onprogress: (loaded: number) => void): Promise<AttachedFile> {
		this.#status = 0;
		const [done] = await this.#send(UPLOAD_SLUG, {
			files: [this.file],
			input: { channelId: this.channelId },
			signal,
			onUploadProgress: ({ loaded }) => onprogress(loaded)
		});
		return attachedFile.parse((done?.serverData as { file?: unknown } | undefined)?.file);
	}

	/** It is not wanted any more, on the server either. */
	takeBack(): void {
		this.#isUnwanted = true;
		if (this.#key) takeBack(this.#key);
	}

	async #ask(input: string | URL, { signal, ...init }: RequestInit): Promise<Response> {
		if (init.method !== 'POST') {
			const answer = await fetch(input, { ...init, signal });
			this.received = Number(answer.headers.get('x-ut-range-start') ?? this.received);
			return answer;
		}
		if (this.#address) return new Response(this.#address, { headers: { 'content-type': 'application/json' } });
		const ending = new AbortController();
		// Asked to the end by whoever takes it back: only the answer says what the server is to forget.
		signal?.addEventListener('abort', () => this.#isUnwanted || ending.abort());
		const answer = await fetch(input, { ...init, signal: ending.signal });
		this.#status = answer.status;
		if (answer.ok) {
			this.#address = await answer.clone().text();
			const [expected] = JSON.parse(this.#address) as { customId?: string }[];
			this.#key = expected?.customId;
			if (this.#isUnwanted) this.takeBack();
		}
		return answer;
	}

	troubleIn(error: unknown): Trouble {
		if (error instanceof Still) return { words: away, again: false };
		const { message = '', data } = error as { message?: string; data?: { error?: unknown } };
		const sent = Number(/^XHR failed (\d+)/.exec(message)?.[1] ?? 0);
		const status = sent || (this.#status >= 400 ? this.#status : 0);
		// Where the bytes go may be another place than the one that said so.
		if (status === 0) return this.#address ? { words: away, again: true } : noLine;
		if (status >= 502 && status <= 504) return { words: away, again: true };
		// The address has run out, or what was sent there is gone: a new one has to be asked for.
		const isForgotten = sent === 403 || sent === 404 || sent === 416;
		if (isForgotten) this.#address = undefined;
		const said = sent ? data?.error : message;
		return {
			words: typeof said === 'string' && said ? said : 'That did not work.',
			again: isForgotten || (sent === 400 && said !== 'That is more than was announced.') || isPassing(status),
			isOver: sent === 422
		};
	}
}

/** Whether this is an answer about the moment, and not about the file. */
const isPassing = (status: number) => status === 409 || status === 429 || status === 500;
