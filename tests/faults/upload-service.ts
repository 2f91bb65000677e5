import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { quietPort } from './ports';

type Told = { fileKeys: string[]; metadata: unknown; callbackUrl: string; callbackSlug: string };

async function read(request: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

/**
 * What stands in for UploadThing's servers: ingest, API and file host, by the calls the SDK's own code makes (7.7.4:
 * `handleUploadAction`, `handleCallbackRequest`, `UTApi.deleteFiles`, `generateSignedURL`).
 */
export class UploadService {
	readonly apiKey = `sk_live_${randomBytes(16).toString('hex')}`;
	readonly appId = 'app123';
	readonly files = new Map<string, { customId: string | null; content: Buffer; type: string }>();
	readonly told = new Map<string, Told>();
	readonly deleted: string[] = [];
	/** Refuses everything while it is set, as a service that is down would. */
	isDown = false;

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
		const json = (status: number, body: unknown) =>
			response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		if (this.isDown) return void json(503, { error: 'down' });
		const body = await read(request);
		if (request.method === 'POST') {
			if (request.headers['x-uploadthing-api-key'] !== this.apiKey) return void json(401, {});
			const said = JSON.parse(String(body));
			if (url.pathname === '/route-metadata') for (const key of said.fileKeys) this.told.set(key, said);
			if (url.pathname === '/v6/deleteFiles') return void json(200, this.#delete(said));
			return void json(200, { ok: true });
		}
		const key = url.pathname.split('/').pop()!;
		if (request.method === 'GET') return this.#give(url, key, request, response);
		if (!this.#isSigned(url, `127.0.0.1:${this.port}`)) return void json(403, {});
		if (request.method === 'HEAD') return void response.writeHead(200, { 'x-ut-range-start': '0' }).end();
		json(200, await this.#take(url, key, request, body));
	}

	#delete({ fileKeys = [], customIds = [] }: { fileKeys?: string[]; customIds?: string[] }) {
		const own = [...this.files].filter(([, { customId }]) => customIds.includes(customId ?? '')).map(([key]) => key);
		for (const key of [...fileKeys, ...own]) if (this.files.delete(key)) this.deleted.push(key);
		return { success: true, deletedCount: fileKeys.length + own.length };
	}

	#give(url: URL, key: string, request: IncomingMessage, response: ServerResponse): void {
		const file = this.files.get(key);
		if (!file || !this.#isSigned(url, `localhost:${this.port}`)) return void response.writeHead(404).end();
		const [, end] = /^bytes=0-(\d+)$/.exec(request.headers.range ?? '') ?? [];
		const content = end === undefined ? file.content : file.content.subarray(0, Number(end) + 1);
		response.writeHead(end === undefined ? 200 : 206, { 'content-type': file.type }).end(content);
	}

	async #take(url: URL, key: string, request: IncomingMessage, body: Buffer): Promise<object> {
		const type = request.headers['content-type']!;
		const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
		const file = form.get('file') as File;
		const said = (name: string) => {
			const value = url.searchParams.get(name);
			return value === null ? null : decodeURIComponent(value);
		};
		const customId = said('x-ut-custom-id');
		this.files.set(key, { customId, content: Buffer.from(await file.arrayBuffer()), type: said('x-ut-file-type')! });
		const address = `http://localhost:${this.port}/a/${this.appId}/${key}`;
		const about = { url: address, appUrl: address, ufsUrl: address, fileHash: 'hash' };
		const told = this.told.get(key);
		if (!told) return about; // sent by the server itself
		await this.callBack(told.callbackUrl, told.callbackSlug, {
			status: 'uploaded',
			file: { key, customId, name: said('x-ut-file-name'), size: file.size, type: said('x-ut-file-type'), ...about },
			origin: `http://127.0.0.1:${this.port}`,
			metadata: told.metadata
		});
		return { ...about, serverData: null };
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
