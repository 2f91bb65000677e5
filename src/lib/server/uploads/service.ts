import { createWriteStream, openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UTApi, UTFile } from 'uploadthing/server';
import { lasting } from '../lasting';
import { credentials, token } from './token';

/** The same question, for which nobody waits longer than so many milliseconds. */
const within =
	(milliseconds: number): typeof fetch =>
	(input, init) =>
		fetch(input, {
			...init,
			signal: AbortSignal.any([AbortSignal.timeout(milliseconds), ...(init?.signal ? [init.signal] : [])])
		});
/** For what carries files. */
const patient = within(20_000);
/** For a few words: whoever wants to send a file waits for them. */
export const hasty = within(5_000);

const service = () => lasting('uploadthing', () => new UTApi({ token: token(), fetch: patient, logLevel: 'None' }));

/** Whether new files go to the service. */
export const hasService = () => !credentials().isOurs;

/** An address at the service that works for a few minutes, for one file. */
export async function serviceUrl(uploadKey: string): Promise<string> {
	const { ufsUrl } = await service().generateSignedURL(uploadKey, { expiresIn: '5 minutes' });
	return ufsUrl;
}

/** Fetches a file from the service, at most so many bytes of it. */
export async function fetchFromService(uploadKey: string, path: string, bytes: number): Promise<void> {
	const answer = await patient(await serviceUrl(uploadKey), { headers: { range: `bytes=0-${bytes - 1}` } });
	if (!answer.ok || !answer.body) throw new Error(`The service answered ${answer.status}.`);
	let left = bytes;
	const cut = async function* (chunks: AsyncIterable<Uint8Array>) {
		for await (const chunk of chunks) {
			yield chunk.subarray(0, left);
			left -= Math.min(left, chunk.length);
			if (left === 0) return;
		}
	};
	await pipeline(Readable.fromWeb(answer.body as never), cut, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
}

/** Gives the service a file of this disk; answers what it calls it. */
export async function putAtService(path: string, name: string, type: string): Promise<string> {
	const blob = await openAsBlob(path, { type });
	const { data, error } = await service().uploadFiles(new UTFile([blob], name, { type }));
	if (error) throw new Error(`The service did not take a file: ${error.code}`);
	return data.key;
}

/** Removes files from the service, also one that was sent there without our being told what it is called. */
export async function removeFromService(
	files: { key: string; uploadKey: string | null; smallKey: string | null }[]
): Promise<void> {
	const known = files.flatMap(({ uploadKey, smallKey }) => [uploadKey, smallKey].filter((key) => key !== null));
	if (known.length > 0) await service().deleteFiles(known);
	const unknown = files.filter(({ uploadKey }) => uploadKey === null).map(({ key }) => key);
	if (unknown.length > 0) await service().deleteFiles(unknown, { keyType: 'customId' });
}

/** Removes what the service calls by one of these names. */
export async function removeUploads(uploadKeys: string[]): Promise<void> {
	await service().deleteFiles(uploadKeys);
}
