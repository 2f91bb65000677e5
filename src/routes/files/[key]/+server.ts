import { couldBeCode } from '$lib/invites/invite';
import { db } from '$lib/server/db';
import { avatarFor, pictureFor } from '$lib/server/files/queries';
import { serve } from '$lib/server/files/serving';
import { forgetTry, mayTryInvite } from '$lib/server/invites/limits';
import { refuse } from '$lib/server/refuse';
import { discardFile } from '$lib/server/uploads/commands';
import { attachmentFor } from '$lib/server/uploads/queries';
import { serviceUrl } from '$lib/server/uploads/service';
import type { RequestEvent, RequestHandler } from './$types';

const isKey = (key: string) => /^[0-9a-z]{26}$/.test(key);

/** A file of a message, for whoever reads its channel. Asked anew each time: a browser's own copy serves only who still may. */
async function attachment({ params: { key }, locals: { viewer }, url, request }: RequestEvent) {
	const file = viewer && (await attachmentFor(db, key, viewer.id));
	const isSmall = url.searchParams.has('small');
	if (!file || (isSmall && !file.smallKey)) return null;
	if (file.store === 'uploadthing') {
		const location = await serviceUrl(isSmall ? file.smallKey! : file.uploadKey!);
		return new Response(null, { status: 302, headers: { location, 'cache-control': 'private, no-store' } });
	}
	return serve(request, {
		...(isSmall
			? { key: file.smallKey!, type: 'image/webp' }
			: { key, type: file.kind === 'file' ? 'application/octet-stream' : file.type }),
		name: file.name,
		isDownload: url.searchParams.has('download'),
		cacheControl: 'private, no-cache'
	});
}

/** A server's picture, for its members and for whoever holds an invite, or somebody's, for whoever has signed in. */
async function picture({ params: { key }, locals, url, request, getClientAddress }: RequestEvent) {
	const given = url.searchParams.get('invite') ?? '';
	const invite = couldBeCode(given) ? given : null;
	// Whoever knows a picture's name could look for codes here as well.
	if (invite && !(await mayTryInvite(getClientAddress()))) refuse('too-many');
	const viewerId = locals.viewer?.id ?? null;
	const file = (await pictureFor(db, key, { viewerId, invite })) ?? (viewerId ? await avatarFor(db, key) : undefined);
	// One hour: whoever loses access keeps a copy at most that long, in their own browser.
	const served =
		file && (await serve(request, { key, type: file.type, name: 'picture', cacheControl: 'private, max-age=3600' }));
	if (served && invite) await forgetTry(getClientAddress());
	return served;
}

export const GET: RequestHandler = async (event) => {
	if (!isKey(event.params.key)) refuse('not-found');
	return (await attachment(event)) ?? (await picture(event)) ?? refuse('not-found');
};

/** Takes back an upload that was not sent. */
export const DELETE: RequestHandler = async ({ params: { key }, locals: { viewer } }) => {
	if (!viewer) refuse('sign-in-required');
	if (!isKey(key)) refuse('not-found');
	await discardFile(viewer, key);
	return new Response(null, { status: 204 });
};
