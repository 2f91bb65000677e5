import type { IncomingMessage, ServerResponse } from 'node:http';
import { UPLOAD_SLUG } from '$lib/uploads/file';
import { db } from '../db';
import { hasRoomFor, incomingOf, isDiskFull, removeFrom, sizeAt } from '../files/disk';
import { log } from '../log';
import { expectedOrigin } from '../origin';
import { inTurnOf } from './limits';
import { CutOff, listenOn, readMultipart } from './multipart';
import { Pace, pour, TooMuch, TooSlow } from './pouring';
import { expectedFile } from './queries';
import { answerUploads } from './router';
import { resultOf } from './sdk-calls';
import { credentials, isSame, sign } from './token';
import { asOnlyWriter } from './writing';

/** What a form of one file has besides its bytes. */
const ENVELOPE = 16 * 1024;

type Answer = { status: number; headers?: Record<string, string>; body?: object };
const no = (status: number, error: string, headers = {}): Answer => ({ status, headers, body: { error } });

/** The SDK's key of a file and ours, from an address that we signed; what is wrong with it otherwise. */
function addressed(
	request: IncomingMessage,
	origin: string
): { uploadKey: string; key: string; size: number } | Answer {
	const url = new URL(`${origin}${request.url}`);
	const given = url.searchParams.get('signature') ?? '';
	url.searchParams.delete('signature');
	// The SDK encodes values before it puts them in, where they are encoded once more.
	const said = (name: string) => url.searchParams.get(name) ?? '';
	if (!isSame(given, sign(url.toString()))) return no(403, 'That address is not one of ours.');
	if (said('x-ut-identifier') !== credentials().appId) return no(403, 'That address is not one of ours.');
	if (!(Number(said('expires')) > Date.now())) return no(403, 'That address has run out. Please try again.');
	const uploadKey = url.pathname.slice('/ut/'.length);
	return { uploadKey, key: said('x-ut-custom-id'), size: Number(said('x-ut-file-size')) };
}

/** Where the bytes that come now belong; without a `Range` at the beginning. */
function startOf({ headers }: IncomingMessage): number {
	const [, start] = /^bytes=(\d{1,15})-$/.exec(headers.range ?? '') ?? [];
	return Number(start ?? 0);
}

type Sending = { request: IncomingMessage; origin: string; uploadKey: string; key: string; size: number };

/** Takes the bytes that are missing; true when all are here. */
async function take({ request, key, size }: Sending): Promise<true | Answer> {
	const start = startOf(request);
	const path = await incomingOf(key);
	const here = (await sizeAt(path)) ?? 0;
	if (start > here) return no(416, 'Some bytes in between are missing.', { 'x-ut-range-start': String(here) });
	let at: number | undefined;
	const pace = new Pace(() => request.destroy(new TooSlow()));
	try {
		await readMultipart(request, {
			limits: { files: 1, parts: 1, fields: 0 },
			onFile: async ({ field, bytes }) => {
				if (field === 'file') at = await pour(bytes, path, { start, size, pace });
				else bytes.resume();
			}
		});
	} catch (error) {
		if (error instanceof TooMuch || isDiskFull(error)) await removeFrom('incoming', [key]);
		if (error instanceof TooMuch) return no(400, 'That is more than was announced.');
		if (isDiskFull(error)) return no(507, 'There is no room for files on this server just now.');
		// What came so far stays, for whoever goes on with it.
		if (error instanceof CutOff) return no(400, 'That ends too early.');
		throw error;
	} finally {
		pace.end();
	}
	if (at === size) return true;
	await removeFrom('incoming', [key]);
	return no(400, 'That is less than was announced.');
}

/** Tells the SDK on this side, the way the service would, and answers the sender with what it made of the file. */
async function report({ origin, uploadKey, key, size }: Sending): Promise<Answer> {
	const url = `${origin}/files/${key}`;
	const file = {
		key: uploadKey,
		customId: key,
		name: key,
		size,
		type: '',
		url,
		appUrl: url,
		ufsUrl: url,
		fileHash: key
	};
	const body = JSON.stringify({ status: 'uploaded', file, origin: `${origin}/ut`, metadata: {} });
	const headers = {
		'content-type': 'application/json',
		'uploadthing-hook': 'callback',
		'x-uploadthing-signature': sign(body)
	};
	const address = `${origin}/api/uploadthing?slug=${UPLOAD_SLUG}`;
	await answerUploads(new Request(address, { method: 'POST', headers, body }), origin, null);
	const serverData = resultOf(uploadKey) as { file: object | null } | undefined;
	if (serverData?.file === null) return no(422, 'That file could not be read.');
	if (!serverData?.file) return no(500, 'The file could not be kept. Please try again.');
	return { status: 200, body: { url, appUrl: url, ufsUrl: url, fileHash: key, serverData } };
}

async function put(sending: Sending, ownerId: string): Promise<Answer> {
	const { request, key, size } = sending;
	const left = size - startOf(request);
	if (Number(request.headers['content-length'] ?? 0) > left + ENVELOPE)
		return no(413, 'That is more than was announced.');
	if (!(await hasRoomFor(left))) return no(507, 'There is no room for files on this server just now.');
	const done = await inTurnOf(ownerId, () =>
		asOnlyWriter(
			key,
			() => request.destroy(),
			async () => {
				const taken = request.destroyed ? no(400, 'That ends too early.') : await take(sending);
				return taken === true ? report(sending) : taken;
			}
		).then((answer) => answer ?? no(409, 'Somebody sends that file already.', { 'retry-after': '10' }))
	);
	return done ?? no(429, 'Too many files at once. Please try again.', { 'retry-after': '5' });
}

async function judge(request: IncomingMessage): Promise<Answer> {
	const { method } = request;
	const origin = expectedOrigin(request.headers.host);
	if (!origin) return no(421, 'Not under this name.');
	if (method !== 'HEAD' && method !== 'PUT') return no(405, 'HEAD or PUT.', { allow: 'HEAD, PUT' });
	if (method === 'PUT' && request.headers.origin !== origin) return no(403, 'That came from another site.');
	const address = addressed(request, origin);
	if ('status' in address) return address;
	const file = /^[0-9a-z]{26}$/.test(address.key) ? await expectedFile(db, address.key) : undefined;
	if (!file || file.store !== 'disk' || (file.size !== address.size && file.state === 'expected'))
		return no(404, 'Nobody expects that file any more.');
	const isHere = file.state === 'stored';
	const sending = { request, origin, ...address };
	if (method === 'HEAD') {
		const start = isHere ? address.size : ((await sizeAt(await incomingOf(file.key))) ?? 0);
		return { status: 200, headers: { 'x-ut-range-start': String(start) } };
	}
	// The answer to the last byte may have been lost: whoever asks for nothing but that gets it again.
	if (isHere) return startOf(request) === address.size ? report(sending) : no(409, 'That file is here already.');
	return put(sending, file.ownerId);
}

function answer(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
	if (response.destroyed) return;
	response.writeHead(status, {
		'cache-control': 'private, no-store',
		'content-type': 'application/json',
		...headers
	});
	response.end(body && request.method !== 'HEAD' ? JSON.stringify(body) : undefined);
	listenOn(request);
}

/** Answers a sender of files, beside Kit, which would hold them in memory: what UploadThing's ingest servers do. */
export async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
	request.on('error', () => undefined); // said by whoever reads it
	try {
		answer(request, response, await judge(request));
	} catch (error) {
		log().error({ err: error }, 'an upload failed');
		answer(request, response, no(503, 'That did not work. Please try again.', { 'retry-after': '2' }));
	}
}
