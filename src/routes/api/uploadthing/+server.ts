import { expectedOrigin } from '$lib/server/origin';
import { refuse } from '$lib/server/refuse';
import { answerUploads } from '$lib/server/uploads/router';
import type { RequestHandler } from './$types';

/** UploadThing's own endpoint: browsers ask it where to send files, and the service tells it that one arrived. */
const answer: RequestHandler = ({ request, locals }) => {
	const isFromService = request.headers.has('uploadthing-hook');
	if (!locals.viewer && !isFromService) refuse('sign-in-required');
	const origin = expectedOrigin(request.headers.get('host') ?? undefined) ?? refuse('foreign-name');
	return answerUploads(request, origin, isFromService ? null : locals.viewer);
};

export const GET = answer;
export const POST = answer;
