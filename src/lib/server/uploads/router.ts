import { createRouteHandler, createUploadthing, UploadThingError, UTFiles, type FileRouter } from 'uploadthing/server';
import { z } from 'zod';
import { isHttpError } from '@sveltejs/kit';
import type { Viewer } from '$lib/accounts/account';
import { UPLOAD_SLUG, type AttachedFile } from '$lib/uploads/file';
import { enterChannel } from '../channels/access';
import { config } from '../config';
import { isUnavailable } from '../db/trouble';
import { PaintingFailed } from '../files/painting';
import { log } from '../log';
import { Wrong } from '../wrong';
import { arrive } from './arrival';
import { expectFiles, forgetFile } from './commands';
import { answerSdk } from './sdk-calls';
import { uploadWait } from './limits';
import { hasty } from './service';
import { credentials, token } from './token';

/** Who asks, for the SDK's middleware, which is handed the request alone. */
const viewers = new WeakMap<Request, Viewer>();

const codes: Record<number, { code: 'FORBIDDEN' | 'NOT_FOUND'; message: string }> = {
	401: { code: 'FORBIDDEN', message: 'Please sign in first.' },
	403: { code: 'FORBIDDEN', message: 'Your role does not allow that.' },
	404: { code: 'NOT_FOUND', message: 'That is not here, or not for you.' }
};

/** Refusals in the SDK's own words, which it hands on to the browser; everything else is ours to know. */
function asUploadError(error: unknown): Error {
	if (error instanceof Wrong) return new UploadThingError({ code: 'BAD_REQUEST', message: error.message });
	const known = isHttpError(error) && codes[error.status];
	if (known) return new UploadThingError(known);
	log().error({ err: error }, 'an upload could not begin');
	const message = isUnavailable(error) ? 'The database does not answer just now.' : 'Something broke on our side.';
	return new UploadThingError({ code: 'INTERNAL_SERVER_ERROR', message });
}

const upload = createUploadthing();

const routerOf = () =>
	({
		[UPLOAD_SLUG]: upload(
			{ blob: { maxFileSize: `${config().fileLimit / 1024 / 1024}MB` as '32MB', maxFileCount: 10 } },
			{ awaitServerData: true, presignedURLTTL: '1h' }
		)
			.input(z.object({ channelId: z.string().regex(/^\d{1,20}$/) }))
			.middleware(async ({ req, files, input }) => {
				try {
					const access = await enterChannel(viewers.get(req) ?? null, input.channelId);
					const seconds = await uploadWait(access.viewer.id, files.length);
					if (seconds > 0) throw new Wrong('files', `Slow down a little: try again in ${seconds} seconds.`);
					const keys = await expectFiles(access, [...files]);
					return { [UTFiles]: files.map((file, index) => ({ ...file, customId: keys[index]! })) };
				} catch (error) {
					throw asUploadError(error);
				}
			})
			.onUploadComplete(async ({ file }) => {
				return { file: await arrived(file.customId ?? '', file.key) };
			})
	}) satisfies FileRouter;

/** What a file turned out to be; null for one that nobody expects, or a picture that is made to break what reads it. */
async function arrived(key: string, uploadKey: string): Promise<AttachedFile | null> {
	try {
		return (await arrive(key, uploadKey)) ?? null;
	} catch (error) {
		if (!(error instanceof PaintingFailed)) {
			log().error({ err: error }, 'an upload could not be kept');
			throw error;
		}
		await forgetFile(key);
		return null;
	}
}

export type UploadRouter = ReturnType<typeof routerOf>;

type Handler = (request: Request) => Promise<Response>;
const handlers = new Map<string, Handler>();

/** The SDK's endpoint as it is under one of the names of this installation. Without ORIGIN there are a few. */
function handlerAt(origin: string): Handler {
	const known = handlers.get(origin);
	if (known) return known;
	if (handlers.size >= 16) handlers.clear();
	const { isOurs } = credentials();
	const callbackUrl = `${origin}/api/uploadthing`;
	const made = createRouteHandler({
		router: routerOf(),
		config: {
			...{ token: token(), callbackUrl, isDev: false, logLevel: 'None' as const },
			// Its calls to whoever keeps the files stay in this process when that is us.
			...(isOurs ? { ingestUrl: `${origin}/ut`, fetch: answerSdk } : { fetch: hasty })
		}
	});
	handlers.set(origin, made);
	return made;
}

/** Answers the SDK of a browser, or of the service when `viewer` is null. */
export function answerUploads(request: Request, origin: string, viewer: Viewer | null): Promise<Response> {
	if (viewer) viewers.set(request, viewer);
	return handlerAt(origin)(request);
}
