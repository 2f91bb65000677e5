import { lasting } from '../lasting';
import { credentials, isSame } from './token';

/** What the SDK's `onUploadComplete` answered, by the SDK's key of the file, until the ingest endpoint hands it on. */
const results = lasting('upload results', () => new Map<string, unknown>());

/** The answer for a file, once. */
export function resultOf(uploadKey: string): unknown {
	const result = results.get(uploadKey);
	results.delete(uploadKey);
	return result;
}

/** Answers what the SDK on this side asks whoever keeps the files, without leaving the process. */
export const answerSdk: typeof fetch = async (input, init) => {
	const request = new Request(input, init);
	if (!isSame(request.headers.get('x-uploadthing-api-key') ?? '', credentials().apiKey))
		return new Response(null, { status: 401 });
	const path = new URL(request.url).pathname;
	if (path === '/ut/route-metadata') return Response.json({ ok: true }); // the files table knows all of it already
	if (path !== '/ut/callback-result') return new Response(null, { status: 404 });
	const { fileKey, callbackData } = (await request.json()) as { fileKey: string; callbackData: unknown };
	results.set(fileKey, callbackData);
	return Response.json({ ok: true });
};
