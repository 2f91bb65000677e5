import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { quietPort } from './ports';

type Told = {
	fileKeys: string[];
	metadata: unknown;
	callbackUrl: string;
	callbackSlug: string;
	awaitServerData: boolean;
};

/** Takes what comes of a request, piece by piece, perhaps cut off before its end. */
async function read(request: IncomingMessage, chunks: Buffer[] = []): Promise<Buffer> {
	try {
		for await (const chunk of request) chunks.push(chunk as Buffer);
	} catch {
		// It is seen from `complete`.
	}
	return Buffer.concat(chunks);
}
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Browsers come from the app's address, which is another one. */
const open = {
	'access-control-allow-origin': '*',
	'access-control-allow-headers': '*',
	'access-control-allow-methods': 'HEAD, PUT, GET',
	'access-control-expose-headers': 'x-ut-range-start, content-range'
};

/** What has come of a form of one file: all between its head and, when it is whole, its end. */
function fileIn(form: Buffer, isWhole: boolean): Buffer {
	const start = form.indexOf('\r\n\r\n') + 4;
	if (start < 4) return Buffer.alloc(0);
	const boundary = form.subarray(0, form.indexOf('\r\n'));
	return form.subarray(start, isWhole ? form.lastIndexOf(Buffer.concat([Buffer.from('\r\n'), boundary])) : undefined);
}

/**
 * What stands in for UploadThing's servers, a paid service: ingest, API and file host. Its calls were read from the SDK's own
 * code (uploadthing 7.7.4), which makes or expects them:
 * - `handleUploadAction`: POST /route-metadata at the ingest server, with `awaitServerData`; presigned addresses by `generateSignedURL`
 * - `upload-browser.ts`: HEAD and PUT of such an address, `Range`, `x-ut-range-start`, and `serverData` in the answer
 * - `handleCallbackRequest`: the callback and its signature; POST /callback-result with what `onUploadComplete` answered
 * - `UTApi.uploadFiles`: PUT of an address of its own; `UTApi.deleteFiles`: POST /v6/deleteFiles, by `fileKeys` or `customIds`
 * - `UTApi.generateSignedURL`: GET of `/a/APP/KEY` with `expires` and `signature`
 */
export class UploadService {
	readonly apiKey = `sk_live_${randomBytes(16).toString('hex')}`;
	readonly appId = 'app123';
	readonly files = new Map<string, { customId: string | null; content: Buffer; type: string }>();
	readonly told = new Map<string, Told>();
	readonly deleted: string[] = [];
	/** What it does instead of what it should. */
	how: 'works' | 'fails' | 'hangs' | 'slow' = 'works';
	readonly #hanging = new Set<IncomingMessage>();
	/** Of each file what an earlier form brought, and the pieces of the one that brings more. */
	readonly #coming = new Map<string, { before: Buffer; form: Buffer[] }>();
	readonly #results = new Map<string, unknown>();

	private constructor(readonly port: number) {}

	static async open(): Promise<UploadService & { close: () => void }> {
		const service = new UploadService(await quietPort());
		const server = createServer((request, response) => void service.#answer(request, response));
		await new Promise<void>((done) => server.listen(service.port, '127.0.0.1', done));
		return Object.assign(service, {
			close: () => {
				server.closeAllConnections();
				server.close();
			}
		});
	}

	/** What the app's environment says of it. */
	get settings(): Record<string, string> {
		const base = `http://127.0.0.1:${this.port}`;
		const token = JSON.stringify({ apiKey: this.apiKey, appId: this.appId, regions: ['fra1'] });
		return {
			UPLOADTHING_TOKEN: Buffer.from(token).toString('base64'),
			UPLOADTHING_INGEST_URL: base,
			UPLOADTHING_API_URL: base,
			UPLOADTHING_UFS_HOST: `localhost:${this.port}`,
			UPLOADTHING_UFS_APP_ID_LOCATION: 'path'
		};
	}

	sign(payload: string): string {
		return `hmac-sha256=${createHmac('sha256', this.apiKey).update(payload).digest('hex')}`;
	}

	#isSigned(url: URL, host: string): boolean {
		const given = url.searchParams.get('signature');
		const bare = new URL(`http://${host}${url.pathname}${url.search}`);
		bare.searchParams.delete('signature');
		return given === this.sign(bare.toString()) && Number(url.searchParams.get('expires')) > Date.now();
	}

	async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const url = new URL(request.url ?? '/', `http://127.0.0.1:${this.port}`);
		const json = (status: number, body: unknown, headers = {}) =>
			response.writeHead(status, { 'content-type': 'application/json', ...open, ...headers }).end(JSON.stringify(body));
		if (this.how === 'hangs') return void this.#hanging.add(request);
		if (this.how === 'slow') await wait(400);
		if (this.how === 'fails') return void json(503, { error: 'down' });
		if (request.method === 'OPTIONS') return void json(200, {});
		const key = url.pathname.split('/').pop()!;
		if (request.method === 'GET') return this.#give(url, key, request, response);
		if (request.method === 'POST') return void json(...this.#hear(url, request, await read(request)));
		if (!this.#isSigned(url, `127.0.0.1:${this.port}`)) return void json(403, {});
		const here = this.#hereOf(key);
		if (request.method === 'HEAD') return void json(200, {}, { 'x-ut-range-start': String(here.length) });
		const [, from = '0'] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
		const coming = { before: here.subarray(0, Number(from)), form: [] };
		this.#coming.set(key, coming);
		await read(request, coming.form);
		if (!request.complete) return;
		await this.#take(url, key, this.#hereOf(key, true)).then(
			(taken) => json(200, taken),
			(error: Error) => json(500, { error: error.message })
		);
	}

	#hereOf(key: string, isWhole = false): Buffer {
		const { before = Buffer.alloc(0), form = [] } = this.#coming.get(key) ?? {};
		return Buffer.concat([before, fileIn(Buffer.concat(form), isWhole)]);
	}

	/** How those who were left hanging asked. */
	get left(): (string | undefined)[] {
		return [...this.#hanging].map(({ method }) => method);
	}

	/** Cuts off those who were left hanging. */
	letGo(): void {
		for (const request of this.#hanging) request.destroy();
		this.#hanging.clear();
	}

	/** What the app tells or asks the API, and our answer. */
	#hear(url: URL, request: IncomingMessage, body: Buffer): [number, unknown] {
		if (request.headers['x-uploadthing-api-key'] !== this.apiKey) return [401, {}];
		const said = JSON.parse(String(body));
		if (url.pathname === '/route-metadata') for (const key of said.fileKeys) this.told.set(key, said);
		if (url.pathname === '/callback-result') this.#results.set(said.fileKey, said.callbackData);
		return [200, url.pathname === '/v6/deleteFiles' ? this.#delete(said) : { ok: true }];
	}

	#delete({ fileKeys = [], customIds = [] }: { fileKeys?: string[]; customIds?: string[] }) {
		const own = [...this.files].filter(([, { customId }]) => customIds.includes(customId ?? '')).map(([key]) => key);
		for (const key of [...fileKeys, ...own]) if (this.files.delete(key)) this.deleted.push(key);
		return { success: true, deletedCount: fileKeys.length + own.length };
	}

	#give(url: URL, key: string, request: IncomingMessage, response: ServerResponse): void {
		const file = this.files.get(key);
		if (!file || !this.#isSigned(url, `localhost:${this.port}`)) return void response.writeHead(404, open).end();
		const { content, type } = file;
		const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
		if (from === undefined) return void response.writeHead(200, { ...open, 'content-type': type }).end(content);
		const part = content.subarray(Number(from), Number(to) + 1);
		const range = `bytes ${from}-${Number(from) + part.length - 1}/${content.length}`;
		response.writeHead(206, { ...open, 'content-type': type, 'content-range': range }).end(part);
	}

	async #take(url: URL, key: string, content: Buffer): Promise<object> {
		const said = (name: string) => {
			const value = url.searchParams.get(name);
			return value === null ? null : decodeURIComponent(value);
		};
		const customId = said('x-ut-custom-id');
		this.files.set(key, { customId, content, type: said('x-ut-file-type')! });
		const address = `http://localhost:${this.port}/a/${this.appId}/${key}`;
		const about = { url: address, appUrl: address, ufsUrl: address, fileHash: 'hash' };
		if (!customId) return about; // sent by the server itself
		// The app says what it wants to hear while the browser is sending already.
		for (let tries = 0; !this.told.has(key) && tries < 500; tries++) await wait(10);
		if (!this.told.has(key)) throw new Error('Nobody has said what is to become of that file.');
		const told = this.told.get(key)!;
		await this.callBack(told.callbackUrl, told.callbackSlug, {
			status: 'uploaded',
			file: {
				key,
				customId,
				name: said('x-ut-file-name'),
				size: content.length,
				type: said('x-ut-file-type'),
				...about
			},
			origin: `http://127.0.0.1:${this.port}`,
			metadata: told.metadata
		});
		while (told.awaitServerData && !this.#results.has(key)) await wait(10);
		return { ...about, serverData: this.#results.get(key) ?? null };
	}

	/** Tells the app that a file arrived. */
	callBack(callbackUrl: string, slug: string, about: object, signature?: string): Promise<Response> {
		const body = JSON.stringify(about);
		return fetch(`${callbackUrl}?slug=${slug}`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'uploadthing-hook': 'callback',
				'x-uploadthing-signature': signature ?? this.sign(body)
			},
			body
		});
	}
}
