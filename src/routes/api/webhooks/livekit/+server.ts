import { hearHook } from '$lib/server/calls/webhook';
import { config } from '$lib/server/config';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

/** More than LiveKit says of one participant, in characters. */
const LONGEST = 64 * 1024;

/** LiveKit tells who came into its rooms and who left. What is not signed by it, or was heard before, is not believed. */
export const POST: RequestHandler = async ({ request }) => {
	if (!config().livekit) refuse('not-found');
	const body = await request.text();
	const isHeard = body.length <= LONGEST && (await hearHook(body, request.headers.get('authorization') ?? ''));
	return new Response(null, { status: isHeard ? 204 : 401 });
};
