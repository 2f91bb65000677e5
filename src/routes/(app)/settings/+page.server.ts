import { fail, redirect } from '@sveltejs/kit';
import { formOf } from '$lib/server/forms';
import { isTheme, THEME_COOKIE } from '$lib/theme';
import type { Actions } from './$types';

export const actions: Actions = {
	/** Remembers the theme in this browser; a year, and readable by scripts because it is no secret. */
	theme: async ({ request, cookies, url }) => {
		const theme = (await formOf(request)).get('theme');
		if (!isTheme(theme)) return fail(400, { problem: 'Choose one of the three.' });
		cookies.set(THEME_COOKIE, theme, {
			path: '/',
			httpOnly: false,
			secure: url.protocol === 'https:',
			sameSite: 'lax',
			maxAge: 365 * 86_400
		});
		redirect(303, '/settings');
	}
};
