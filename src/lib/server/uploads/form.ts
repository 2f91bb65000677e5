import { rename } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { FILES_PER_MESSAGE } from '$lib/uploads/file';
import { identify } from '../auth';
import { enterChannel, type ChannelAccess } from '../channels/access';
import { config } from '../config';
import { hasRoomFor, incomingOf, newKey, removeFrom } from '../files/disk';
import { PaintingFailed } from '../files/painting';
import { log } from '../log';
import { expectedOrigin } from '../origin';
import { Wrong } from '../wrong';
import { arrive } from './arrival';
import { displayName, expectFiles, forgetFile } from './commands';
import { inTurnOf } from './limits';
import { CutOff, listenOn, readMultipart } from './multipart';
import { Pace, pour, TooSlow } from './pouring';
import { hasService, putAtService } from './service';

/** What a form has besides its files. */
const WORDS = 256 * 1024;

type Given = { name: string; size: number; type: string; place: string };

function headersOf({ headers }: IncomingMessage): Headers {
	return new Headers(Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]));
}

/** The same request with the words of a form and nothing else, as Kit reads it. */
function asWords(request: IncomingMessage, fields: URLSearchParams): IncomingMessage {
	const body = Buffer.from(fields.toString());
	const { 'transfer-encoding': _, ...headers } = request.headers;
	const { method, url, socket, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders } = request;
	const type = 'application/x-www-form-urlencoded';
	return Object.assign(Readable.from([body], { objectMode: false }), {
		...{ method, url, socket, connection: socket, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders },
		headers: { ...headers, 'content-type': type, 'content-length': String(body.length) }
	}) as unknown as IncomingMessage;
}

/** Makes what came by a form one of the files a browser with scripts would have uploaded. */
async function keep(access: ChannelAccess, { place, ...file }: Given): Promise<string> {
	const [key] = await expectFiles(access, [file]);
	let uploadKey = key!;
	if (hasService()) uploadKey = await putAtService(await incomingOf(place), file.name, file.type);
	else await rename(await incomingOf(place), await incomingOf(key!));
	try {
		await arrive(key!, uploadKey);
		return key!;
	} catch (error) {
		await forgetFile(key!);
		if (error instanceof PaintingFailed) throw new Wrong('files', `“${displayName(file.name)}” could not be read.`);
		throw error;
	}
}

/** Reads the form to its end: its words, and its files onto this disk. The channel has to be named before the files. */
async function read(request: IncomingMessage, enter: (channelId: string) => Promise<ChannelAccess>) {
	const fields = new URLSearchParams();
	const given: Given[] = [];
	let access: ChannelAccess | undefined;
	const pace = new Pace(() => request.destroy(new TooSlow()));
	try {
		await readMultipart(request, {
			limits: { files: FILES_PER_MESSAGE + 2, fields: 20, fieldSize: WORDS },
			onField: (name, value) => fields.append(name, value),
			onFile: async ({ name, type, bytes }) => {
				access ??= name === '' ? undefined : await enter(fields.get('channelId') ?? '');
				// A field that was left alone is a file without a name.
				if (name === '') return void bytes.resume();
				const place = newKey();
				given.push({ name, type, place, size: 0 });
				const index = given.length - 1;
				const size = await pour(bytes, await incomingOf(place), {
					...{ start: 0, pace },
					size: config().fileLimit,
					isLenient: true
				});
				given[index] = { ...given[index]!, size };
			}
		});
		return { fields, given, access };
	} catch (error) {
		await removeFrom(
			'incoming',
			given.map(({ place }) => place)
		);
		throw error;
	} finally {
		pace.end();
	}
}

async function take(request: IncomingMessage): Promise<IncomingMessage | number> {
	const { headers } = request;
	const length = Number(headers['content-length'] ?? Number.NaN);
	if (!(length <= FILES_PER_MESSAGE * config().fileLimit + WORDS)) return 413;
	const origin = expectedOrigin(headers.host);
	if (!origin || headers.origin !== origin) return 403;
	const nothing = () => asWords(request, new URLSearchParams());
	const visit = await identify(headersOf(request));
	if (!visit) return nothing(); // Kit knows where to send them
	if (!(await hasRoomFor(2 * length))) return 507;
	const { viewer } = visit;
	const taken = await inTurnOf(viewer.id, async () => {
		const { fields, given, access } = await read(request, (channelId) => enterChannel(viewer, channelId));
		const keys = (fields.get('files') ?? '').split(',').filter((key) => key !== '');
		try {
			for (const file of access ? given : []) keys.push(await keep(access!, file));
		} catch (error) {
			if (!(error instanceof Wrong)) throw error;
			fields.set('refused', error.message);
		} finally {
			await removeFrom(
				'incoming',
				given.map(({ place }) => place)
			);
		}
		fields.set('files', keys.join(','));
		return asWords(request, fields);
	}).catch((error: unknown) => {
		if (error instanceof CutOff) return 400;
		// Not theirs to write in: Kit says so, as to everybody.
		if ((error as { status?: number }).status) return nothing();
		log().error({ err: error }, 'a form with files could not be taken');
		return 503;
	});
	return taken ?? 429;
}

/**
 * For the message form of a page without scripts: takes the files out of it as they come, and answers the request that is
 * left for Kit, whose form names them by their keys, or says why one was not taken. A number: the status to turn it away with.
 */
export async function takeForm(request: IncomingMessage): Promise<IncomingMessage | number> {
	const left = await take(request);
	listenOn(request);
	return left;
}
