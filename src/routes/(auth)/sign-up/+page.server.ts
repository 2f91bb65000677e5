import { redirect } from '@sveltejs/kit';
import { fail, message, setError, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { signUp } from '$lib/accounts/forms';
import { safePath } from '$lib/safe-path';
import { createProfile, handleFrom } from '$lib/server/accounts/commands';
import { countTry, forgetTries, signUpWait } from '$lib/server/accounts/limits';
import { isHandleTaken, viewerOf } from '$lib/server/accounts/queries';
import { setSessionCookies, signUpLocally } from '$lib/server/auth';
import { db } from '$lib/server/db';
import { clerkDoor } from '$lib/server/auth/browsers';
import { formOf } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const next = safePath(url.searchParams.get('next'));
	if (locals.viewer) redirect(303, next);
	const door = clerkDoor(event);
	if (door) return { door, next, host: url.host };
	return { door: null, form: await superValidate(zod4(signUp)), next, host: url.host };
};

export const actions: Actions = {
	default: async ({ request, url, cookies, getClientAddress }) => {
		const form = await superValidate(await formOf(request), zod4(signUp));
		const { name, handle, email, password } = form.data;
		form.data.password = ''; // a page never carries a password back
		if (!form.valid) return fail(400, { form });
		if (handle && (await isHandleTaken(db, handle)))
			return setError(form, 'handle', `That name is taken. Try ${handleFrom(name)}${new Date().getFullYear()}.`);

		const address = getClientAddress();
		// An address that has an account is answered by its password, so guesses count here as they do at the sign-in.
		const wait = Math.max(await signUpWait(address), await countTry(email, address));
		if (wait > 0)
			return message(
				form,
				{ tone: 'warn', text: 'Too many new accounts from here. Try again later.' },
				{ status: 429 }
			);
		const { cookies: session, identity } = await signUpLocally({ name, email, password }, request.headers);
		if (identity) await forgetTries(email, address);
		if (identity && !(await viewerOf(db, identity.provider, identity.providerId)))
			await createProfile(identity, handle || undefined);
		setSessionCookies(cookies, session, url);
		redirect(303, `/sign-in?new&next=${encodeURIComponent(safePath(url.searchParams.get('next')))}`);
	}
};
