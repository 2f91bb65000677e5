import { redirect } from '@sveltejs/kit';
import { fail, message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { signIn } from '$lib/accounts/forms';
import { safePath } from '$lib/safe-path';
import { countTry, forgetTries } from '$lib/server/accounts/limits';
import { setSessionCookies, signInLocally } from '$lib/server/auth';
import { clerkDoor } from '$lib/server/auth/browsers';
import { formOf } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

const inWords = (seconds: number) => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`);

// After a sign-up whose session did not open: the address may have an account already, and nobody is told whether it has.
const afterSignUp =
	'If this address is new here, your account is ready: sign in with it. If you have been here before, use the password you had.';

const afterReset = 'Your new password is set, and every other session has ended. Sign in with it.';

export const load: PageServerLoad = async (event) => {
	const { locals, url } = event;
	const next = safePath(url.searchParams.get('next'));
	if (locals.viewer) redirect(303, next);
	const notices = {
		new: afterSignUp,
		renewed: afterReset,
		deleted: 'Your account is deleted. Thank you for having been here.'
	};
	const notice = Object.entries(notices).find(([name]) => url.searchParams.has(name))?.[1] ?? null;
	const door = clerkDoor(event);
	if (door) return { door, next, notice, host: url.host };
	return { door: null, form: await superValidate(zod4(signIn)), next, notice, host: url.host };
};

export const actions: Actions = {
	default: async ({ request, url, cookies, getClientAddress }) => {
		const form = await superValidate(await formOf(request), zod4(signIn));
		const { email, password } = form.data;
		form.data.password = ''; // a page never carries a password back
		if (!form.valid) return fail(400, { form });

		const address = getClientAddress();
		const wait = await countTry(email, address);
		if (wait > 0)
			return message(
				form,
				{ tone: 'warn', text: `Too many tries. You can try again in ${inWords(wait)}.` },
				{ status: 429 }
			);
		const session = await signInLocally(email, password, request.headers);
		if (!session) return message(form, { tone: 'bad', text: 'That email and password don’t match.' }, { status: 400 });
		await forgetTries(email, address);
		setSessionCookies(cookies, session.cookies, url);
		redirect(303, safePath(url.searchParams.get('next')));
	}
};
