import { fail, message, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { forgotten } from '$lib/accounts/forms';
import { linkWait, mayBeMailed } from '$lib/server/accounts/limits';
import { hasPasswords, mailPasswordLink } from '$lib/server/auth';
import { formOf } from '$lib/server/forms';
import { canMail } from '$lib/server/mail';
import { refuse } from '$lib/server/refuse';
import { steadily } from '$lib/server/steadily';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
	if (!hasPasswords()) refuse('not-found');
	return { form: await superValidate(zod4(forgotten)), canMail: canMail(), host: url.host };
};

/** How long an answer takes, in milliseconds: a link is written down meanwhile, and its mail begun. */
const AT_LEAST = 1000;

const sent =
	'If there is an account with this address, a mail with a link is on its way. The link works once, for 30 minutes.';

export const actions: Actions = {
	default: async ({ request, getClientAddress }) => {
		if (!hasPasswords() || !canMail()) refuse('not-found');
		const form = await superValidate(await formOf(request), zod4(forgotten));
		if (!form.valid) return fail(400, { form });
		const wait = await linkWait(getClientAddress());
		if (wait > 0) {
			const text = `Slow down a little: you can try again in ${Math.ceil(wait / 60)} minutes.`;
			return message(form, { tone: 'warn', text }, { status: 429 });
		}
		// An address that got enough mail is answered as it was before, and as one that nobody has.
		const { email } = form.data;
		await steadily(async () => (await mayBeMailed(email)) && (await mailPasswordLink(email)), AT_LEAST);
		return message(form, { tone: 'good', text: sent });
	}
};
