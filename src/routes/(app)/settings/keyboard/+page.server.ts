import { areOff, KEYS_COOKIE } from '$lib/keyboard/single-keys';
import { formOf } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ cookies }) => ({ hasSingleKeys: !areOff(cookies.get(KEYS_COOKIE)) });

export const actions: Actions = {
	/** Remembers in this browser whether single keys do something; a year, and readable by scripts because it is no secret. */
	singleKeys: async ({ request, cookies, url }) => {
		const value = (await formOf(request)).has('single') ? 'on' : 'off';
		const rest = {
			path: '/',
			httpOnly: false,
			secure: url.protocol === 'https:',
			sameSite: 'lax',
			maxAge: 365 * 86_400
		} as const;
		cookies.set(KEYS_COOKIE, value, rest);
		return { isSaved: true };
	}
};
