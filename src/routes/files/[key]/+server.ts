import { db } from '$lib/server/db';
import { pictureFor } from '$lib/server/files/queries';
import { readStored } from '$lib/server/files/store';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, locals, url }) => {
	const who = {
		viewerId: locals.viewer?.id ?? null,
		invite: /^[\w-]{4,32}$/.exec(url.searchParams.get('invite') ?? '')?.[0] ?? null
	};
	const file = /^[0-9a-z]{26}$/.test(params.key) ? await pictureFor(db, params.key, who) : undefined;
	const bytes = file && (await readStored(params.key));
	if (!file || !bytes) refuse('not-found');
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
