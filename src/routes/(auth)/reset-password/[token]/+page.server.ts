import { redirect } from '@sveltejs/kit';
import { fail, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { renewed } from '$lib/accounts/forms';
import { hasPasswords, isPasswordToken, resetPassword } from '$lib/server/auth';
import { formOf } from '$lib/server/forms';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad } from './$types';

/** What our links carry; anything else is not even looked up. */
const shape = /^[\w-]{20,64}$/;

export const load: PageServerLoad = async ({ params, url }) => {
	if (!hasPasswords()) refuse('not-found');
	const isGood = shape.test(params.token) && (await isPasswordToken(params.token));
	return { form: await superValidate(zod4(renewed)), isGood, host: url.host };
};

export const actions: Actions = {
	default: async ({ request, params }) => {
		if (!hasPasswords()) refuse('not-found');
		const form = await superValidate(await formOf(request), zod4(renewed));
		const { password } = form.data;
		form.data.password = ''; // a page never carries a password back
		if (!form.valid) return fail(400, { form });
		// Where the link is used up, the page that is drawn again says so.
		if (!shape.test(params.token) || !(await resetPassword(params.token, password))) return fail(410, { form });
		redirect(303, '/sign-in?renewed');
	}
};
