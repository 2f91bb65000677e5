import { fail, redirect } from '@sveltejs/kit';
import { cookieOf, LOOK_COOKIE, SIZES } from '$lib/look';
import { readForm } from '$lib/server/forms';
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

/** A year, and readable by scripts because it is no secret. */
const kept = ({ protocol }: URL) =>
	({ path: '/', httpOnly: false, secure: protocol === 'https:', sameSite: 'lax', maxAge: 365 * 86_400 }) as const;

export const actions: Actions = {
	/** Remembers in this browser how it should look. */
	save: async ({ request, cookies, url }) => {
		const form = await readForm(request, appearance);
		if (!form.valid) return fail(400, { problem: form.errors.theme?.[0] ?? 'Choose one of what is offered.' });
		const { theme, density, size, still, times } = form.data;
		cookies.set(THEME_COOKIE, theme, kept(url));
		const look = { isCompact: density === 'compact', size, isStill: !!still, showsTimes: !!times };
		cookies.set(LOOK_COOKIE, cookieOf(look), kept(url));
		redirect(303, '/settings/appearance');
	}
};
