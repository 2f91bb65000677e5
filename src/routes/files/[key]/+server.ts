import { couldBeCode } from '$lib/invites/invite';
import { db } from '$lib/server/db';
import { pictureFor } from '$lib/server/files/queries';
import { readStored } from '$lib/server/files/store';
import { forgetTry, mayTryInvite } from '$lib/server/invites/limits';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals, url, getClientAddress }) => {
	const given = url.searchParams.get('invite') ?? '';
	const invite = couldBeCode(given) ? given : null;
	// Whoever knows a picture's name could look for codes here as well.
	if (invite && !(await mayTryInvite(getClientAddress()))) refuse('too-many');
	const who = { viewerId: locals.viewer?.id ?? null, invite };
	const file = /^[0-9a-z]{26}$/.test(params.key) ? await pictureFor(db, params.key, who) : undefined;
	const bytes = file && (await readStored(params.key));
	if (!file || !bytes) refuse('not-found');
	if (invite) await forgetTry(getClientAddress());
	return new Response(new Uint8Array(bytes), {
		headers: {
			'content-type': file.type,
			'content-length': String(bytes.length),
			'content-security-policy': "sandbox; default-src 'none'",
			// A key never gets other bytes. One hour: whoever loses access keeps a copy at most that long, in their own browser.
			'cache-control': 'private, max-age=3600'
		}
	});
};
