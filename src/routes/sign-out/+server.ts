import { redirect } from '@sveltejs/kit';
import { safePath } from '$lib/safe-path';
import { setSessionCookies, signOut } from '$lib/server/auth';
import type { RequestHandler } from './$types';

/** A link or a reload that ends up here does nothing: signing out is a POST. */
export const GET: RequestHandler = () => redirect(303, '/');

export const POST: RequestHandler = async ({ request, cookies, url, locals }) => {
	const form = await request.formData().catch(() => new FormData());
	setSessionCookies(cookies, await signOut(request.headers, locals.loginId), url);
	return new Response(null, {
		status: 303,
		// Going back must not show what was on the screen, nor may the next person find words that waited to be sent.
		headers: { location: safePath(form.get('next'), '/sign-in'), 'clear-site-data': '"cache", "storage"' }
	});
};
