import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { genUploader } from 'uploadthing/client';
import type { AttachedFile } from '$lib/uploads/file';
import type { UploadRouter } from '$lib/server/uploads/router';
import type { Person, Place } from '../person';

/** Whoever uploads: their cookie, and where. */
export type Uploader = { cookie: string; base: string };
type Progress = (event: { loaded: number }) => void;

/** What the SDK needs of a browser's XMLHttpRequest, by fetch, with the cookie and origin of whoever uploads. */
function requestsOf(person: Uploader) {
	return class {
		readonly #headers = new Headers({ cookie: person.cookie, origin: person.base });
		readonly #ending = new AbortController();
		readonly #on = new Map<string, () => void>();
		#url = '';
		status = 0;
		statusText = '';
		response: unknown = null;
		responseType = '';
		readonly upload = { addEventListener: (_: string, told: Progress) => void told };

		open(_: string, url: string) {
			this.#url = url;
		}
		setRequestHeader(name: string, value: string) {
			this.#headers.set(name, value);
		}
		addEventListener(name: string, listener: () => void) {
			this.#on.set(name, listener);
		}
		abort() {
			this.#ending.abort();
		}
		send(body: FormData) {
			const wish = { method: 'PUT', headers: this.#headers, body, signal: this.#ending.signal };
			fetch(this.#url, wish).then(
				async (answer) => {
					this.status = answer.status;
					this.response = await answer.json().catch(() => null);
					this.#on.get('load')?.();
				},
				() => this.#on.get('error')?.()
			);
		}
	};
}

/** UploadThing's own client, as this person's browser would run it. */
export function uploaderOf(person: Uploader) {
	const { base } = person;
	(globalThis as { XMLHttpRequest?: unknown }).XMLHttpRequest = requestsOf(person);
	return genUploader<UploadRouter>({
		url: new URL('/api/uploadthing', base),
		package: '@uploadthing/svelte',
		fetch: ((input: string | URL | Request, init?: RequestInit) => {
			const headers = new Headers(init?.headers);
			headers.set('cookie', person.cookie);
			headers.set('origin', base);
			return fetch(input, { ...init, headers });
		}) as typeof fetch
	});
}

/** Uploads files for a channel; answers what each turned out to be. */
export async function upload(person: Uploader, channelId: string, files: File[]): Promise<AttachedFile[]> {
	const done = await uploaderOf(person).uploadFiles('attachment', { files, input: { channelId } });
	return done.map(({ serverData }) => serverData.file!);
}

/** Asks where to send files, as the SDK does, and answers the bare answer. */
export function askToUpload(
	{ base, cookie }: Uploader,
	channelId: string,
	files: { name: string; size: number; type: string }[]
): Promise<Response> {
	return fetch(`${base}/api/uploadthing?actionType=upload&slug=attachment`, {
		method: 'POST',
		headers: { origin: base, cookie, 'content-type': 'application/json', accept: 'application/json' },
		body: JSON.stringify({ files, input: { channelId } })
	});
}

/** Where one file is to be sent. */
export async function addressFor(person: Uploader, channelId: string, file: File): Promise<string> {
	const answer = await askToUpload(person, channelId, [{ name: file.name, size: file.size, type: file.type }]);
	if (!answer.ok) throw new Error(`${file.name} may not be uploaded: ${await answer.text()}`);
	const [{ url }] = (await answer.json()) as [{ url: string }];
	return url;
}

/** Sends bytes to such an address, the way the SDK does. */
export function sendBytes(url: string, part: Blob, { start = 0, origin = new URL(url).origin, headers = {} } = {}) {
	const body = new FormData();
	body.append('file', part);
	return fetch(url, { method: 'PUT', body, headers: { range: `bytes=${start}-`, origin, ...headers } });
}

/** How many bytes of it are there. */
export async function startOf(url: string): Promise<number> {
	const answer = await fetch(url, { method: 'HEAD' });
	return Number(answer.headers.get('x-ut-range-start') ?? Number.NaN);
}

/** Sends a part of the form and then nothing: `end` cuts the line. Resolves when so much has arrived. */
export async function beginSending(url: string, content: Uint8Array, start: number, upTo: number) {
	const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="film.bin"\r\n\r\n';
	const headers = {
		origin: new URL(url).origin,
		'content-type': 'multipart/form-data; boundary=b',
		'content-length': head.length + content.length - start + '\r\n--b--\r\n'.length,
		range: `bytes=${start}-`
	};
	const sending = request(url, { method: 'PUT', headers, agent: false });
	sending.on('error', () => undefined);
	sending.write(head);
	sending.write(content.subarray(start, upTo));
	// The parser keeps a few bytes back: they could be the beginning of the form's end.
	while ((await startOf(url).catch(() => 0)) < upTo - 100) await sleep(20);
	return {
		end: () => sending.destroy(),
		/** Sends the rest of it, all at once or a little at a time; answers with which status. */
		finish: (each = content.length, every = 0) =>
			new Promise<number>((resolve, reject) => {
				sending.on('response', ({ statusCode = 0 }) => resolve(statusCode));
				sending.on('error', reject);
				void (async () => {
					for (let at = upTo; at < content.length && !sending.destroyed; at += each) {
						sending.write(content.subarray(at, at + each));
						if (every) await sleep(every);
					}
					sending.end('\r\n--b--\r\n');
				})();
			})
	};
}

/** Posts a message with files, the way our scripts do. */
export function sendFiles(person: Person, place: Place, keys: string[], words: Record<string, string> = {}) {
	return person.submit(
		`${place.channel}?/send`,
		{ body: '', nonce: crypto.randomUUID(), files: keys.join(','), ...words },
		{ accept: 'application/json', 'x-sveltekit-action': 'true' }
	);
}
