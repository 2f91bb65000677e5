import { fail, redirect } from '@sveltejs/kit';
import { cookieOf, LOOK_COOKIE, SIZES } from '$lib/look';
import { readForm } from '$lib/server/forms';
import { keepInBrowser } from '$lib/server/keep-in-browser';
import { THEME_COOKIE, themes } from '$lib/theme';
import { z } from 'zod';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => ({ look: locals.look });

const appearance = z.object({
	theme: z.enum(themes, 'Choose one of the three.'),
	density: z.enum(['cosy', 'compact']),
	size: z
		.string()
		.regex(/^\d{2}$/)
		.transform(Number)
		.pipe(z.int().min(SIZES.least).max(SIZES.most)),
	still: z.literal('on').optional(),
	times: z.literal('on').optional()
});

export const actions: Actions = {
	/** Remembers in this browser how it should look. */
	save: async ({ request, cookies }) => {
		const form = await readForm(request, appearance);
		if (!form.valid) return fail(400, { problem: form.errors.theme?.[0] ?? 'Choose one of what is offered.' });
		const { theme, density, size, still, times } = form.data;
		keepInBrowser(cookies, THEME_COOKIE, theme, true);
		const look = { isCompact: density === 'compact', size, isStill: !!still, showsTimes: !!times };
		keepInBrowser(cookies, LOOK_COOKIE, cookieOf(look), true);
		redirect(303, '/settings/appearance');
	}
};
