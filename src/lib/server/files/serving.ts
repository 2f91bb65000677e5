import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pathOf, sizeAt } from './disk';

/** Whatever a page of ours shows or plays; everything else is for saving, as plain bytes. */
const shown = new Set([
	...['image/jpeg', 'image/png', 'image/webp'],
	...['audio/mpeg', 'audio/mp4', 'audio/wav', 'audio/flac', 'audio/ogg', 'audio/aac'],
	...['video/mp4', 'video/webm', 'video/ogg', 'video/quicktime']
]);

/** How a browser is to name what it saves, in the form for all browsers and in the one for all alphabets (RFC 6266). */
export function disposition(how: 'inline' | 'attachment', name: string): string {
	const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
	const encoded = encodeURIComponent(name.toWellFormed()).replace(
		/['()*]/g,
		(sign) => `%${sign.charCodeAt(0).toString(16)}`
	);
	return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

type Part = { start: number; end: number };

/** The one stretch of bytes that is asked for; undefined for all of it, null for what is not there. */
export function partOf(range: string | null, size: number): Part | null | undefined {
	const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? [];
	if (from === '' && to === '') return undefined; // several stretches, or no Range at all
	const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
	const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
	return start > end || start >= size ? null : { start, end };
}

type Wanted = {
	/** Where the bytes lie. */
	key: string;
	type: string;
	name: string;
	isDownload?: boolean;
	cacheControl: string;
};

/** What everybody is told who gets a file, or is led to it. */
export function headersOf({ type, name, isDownload, cacheControl }: Omit<Wanted, 'key'>): Record<string, string> {
	const isShown = shown.has(type);
	return {
		'content-type': isShown ? type : 'application/octet-stream',
		'content-disposition': disposition(isShown && !isDownload ? 'inline' : 'attachment', name),
		'content-security-policy': "sandbox; default-src 'none'",
		'x-content-type-options': 'nosniff',
		'cache-control': `${cacheControl}, no-transform`
	};
}

/** A file of this disk as it was asked for: all of it, a part, or nothing because it is known; null when it is not there. */
export async function serve(request: Request, wanted: Wanted): Promise<Response | null> {
	const path = await pathOf(wanted.key);
	const size = await sizeAt(path);
	if (size === undefined) return null;
	// A key never gets other bytes.
	const etag = `"${wanted.key}"`;
	const headers = { ...headersOf(wanted), etag, 'accept-ranges': 'bytes' };
	const known = request.headers.get('if-none-match');
	if (known?.split(',').some((one) => one.trim().replace(/^W\//, '') === etag))
		return new Response(null, { status: 304, headers });
	const isSame = [null, etag].includes(request.headers.get('if-range'));
	const part = isSame ? partOf(request.headers.get('range'), size) : undefined;
	if (part === null)
		return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
	const { start, end } = part ?? { start: 0, end: size - 1 };
	const isEmpty = request.method === 'HEAD' || size === 0;
	const body = isEmpty ? null : (Readable.toWeb(createReadStream(path, { start, end })) as ReadableStream);
	return new Response(body, {
		status: part ? 206 : 200,
		headers: {
			...headers,
			'content-length': String(end - start + 1),
			...(part && { 'content-range': `bytes ${start}-${end}/${size}` })
		}
	});
}
