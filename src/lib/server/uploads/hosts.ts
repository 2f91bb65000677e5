import type { Config } from '../config';

type Token = { appId: string; regions: string[]; ingestHost?: string };

/** Where browsers bring files to, and where they get them from, when a service keeps them; null when this app does. */
export function uploadHosts({
	uploadThingToken,
	uploadThingPlace
}: Config): { ingest: string[]; files: string } | null {
	if (!uploadThingToken) return null;
	const {
		appId,
		regions,
		ingestHost = 'ingest.uploadthing.com'
	}: Token = JSON.parse(Buffer.from(uploadThingToken, 'base64').toString());
	const { ingestUrl, filesHost, isByPath } = uploadThingPlace;
	// As the SDK does it.
	const scheme = filesHost.includes('local') ? 'http' : 'https';
	return {
		ingest: ingestUrl ? [new URL(ingestUrl).origin] : regions.map((region) => `https://${region}.${ingestHost}`),
		files: `${scheme}://${isByPath ? '' : `${appId}.`}${filesHost}`
	};
}
