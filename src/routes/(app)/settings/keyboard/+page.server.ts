import { areOff, KEYS_COOKIE } from '$lib/keyboard/single-keys';
import { formOf } from '$lib/server/forms';
import { keepInBrowser } from '$lib/server/keep-in-browser';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ cookies }) => ({ hasSingleKeys: !areOff(cookies.get(KEYS_COOKIE)) });

export const actions: Actions = {
	/** Remembers in this browser whether single keys do something. */
	singleKeys: async ({ request, cookies }) => {
		const value = (await formOf(request)).has('single') ? 'on' : 'off';
		keepInBrowser(cookies, KEYS_COOKIE, value, true);
		return { isSaved: true };
	}
};
