import { hearProvider } from '$lib/server/auth';
import { config } from '$lib/server/config';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

/** Clerk tells who changed, was deleted or signed out. What is not signed by it is not believed. */
export const POST: RequestHandler = async ({ request }) => {
	if (!config().clerk?.webhookSecret) refuse('not-found');
	return new Response(null, { status: (await hearProvider(request)) ? 204 : 400 });
};
