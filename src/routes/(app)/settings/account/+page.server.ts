import { fail, redirect } from '@sveltejs/kit';
import { passwordChange } from '$lib/accounts/forms';
import { countTry, forgetTries } from '$lib/server/accounts/limits';
import { ownAccount } from '$lib/server/auth/account';
import { readForm } from '$lib/server/forms';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const account = await ownAccount(locals.viewer ?? refuse('sign-in-required'));
	return { email: account && (await account.email()), isChanged: url.searchParams.has('changed') };
};

export const actions: Actions = {
	/** Changes the password; every other login ends with the old one. */
	password: async ({ locals, request, getClientAddress }) => {
		const account = (await ownAccount(locals.viewer ?? refuse('sign-in-required'))) ?? refuse('not-found');
		const form = await readForm(request, passwordChange);
		if (!form.valid) return fail(400, { errors: form.errors });
		const { current, password } = form.data;
		const [email, address] = [await account.email(), getClientAddress()];
		if ((await countTry(email, address)) > 0)
			return fail(429, { errors: { current: ['Too many tries. Wait a few minutes, then try again.'] } });
		if (!(await account.isPassword(current)))
			return fail(400, { errors: { current: ['That password doesn’t match.'] } });
		await forgetTries(email, address);
		await account.changePassword(password, locals.loginId!);
		redirect(303, '/settings/account?changed');
	}
};
