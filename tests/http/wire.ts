import { request, type IncomingHttpHeaders } from 'node:http';
import { inject } from 'vitest';

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string };
type Wish = { method?: string; headers?: Record<string, string>; body?: string | Uint8Array; from?: string };

/** Sends just these headers and bytes, where `fetch` would tidy them up. `from`: the address of this machine to come from. */
export function send(path: string, { method = 'GET', headers = {}, body, from }: Wish = {}): Promise<Answer> {
	const { hostname, port } = new URL(inject('baseUrl'));
	return new Promise((resolve, reject) => {
		const asked = request({ hostname, port, path, method, headers, localAddress: from, agent: false }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body: String(Buffer.concat(chunks)) })
			);
		});
		asked.on('error', reject);
		asked.end(body);
	});
}

/** What was answered, as text, without what is new in each answer: the nonce of its page. */
export const withoutNonce = (text: string) => text.replace(/nonce(?:-|=\\?")[\w+/=]+/g, 'NONCE');

const URLENCODED = 'application/x-www-form-urlencoded';

/** Posts a form from one of our own pages, as plain as a browser does. */
export function post(path: string, fields: Record<string, string>, { headers, ...wish }: Wish = {}): Promise<Answer> {
	return send(path, {
		method: 'POST',
		body: new URLSearchParams(fields).toString(),
		headers: { origin: inject('baseUrl'), accept: 'text/html', 'content-type': URLENCODED, ...headers },
		...wish
	});
}

const upTo = (limit: number) => Math.floor(Math.random() * limit);

/** An address nobody else comes from: what is counted by place starts at zero there. */
export const elsewhere = () => `127.${1 + upTo(250)}.${upTo(256)}.${1 + upTo(250)}`;

/** The cookies an answer sets, each with its value decoded: base64 has a different length once it is escaped. */
export function cookiesOf({ headers }: Answer): { name: string; value: string; attributes: string[] }[] {
	return (headers['set-cookie'] ?? []).map((header) => {
		const [pair = '', ...attributes] = header.split('; ');
		const [name = '', value = ''] = pair.split(/=(.*)/s);
		return { name, value: decodeURIComponent(value), attributes };
	});
}
