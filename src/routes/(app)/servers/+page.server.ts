import { fail, redirect } from '@sveltejs/kit';
import { railMove } from '$lib/rail/forms';
import { readForm, wantsPage } from '$lib/server/forms';
import { moveInRail } from '$lib/server/rail/commands';
import { refuse } from '$lib/server/refuse';
import type { Actions } from './$types';

export const actions: Actions = {
	/** Puts one of the viewer's servers elsewhere in their rail. */
	move: async ({ locals, request }) => {
		if (!locals.viewer) refuse('sign-in-required');
		const form = await readForm(request, railMove);
		if (!form.valid) return fail(400, { problem: 'Choose a server and where to put it.' });
		await moveInRail(locals.viewer, form.data.server, form.data.before);
		if (wantsPage(request)) redirect(303, '/servers');
	}
};
