import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { categoryChange, categoryDraft, categoryMove, categoryRemoval, channelMove } from '$lib/channels/forms';
import { createCategory, deleteCategory, moveCategory, renameCategory } from '$lib/server/categories/commands';
import { enterChannel } from '$lib/server/channels/access';
import { moveChannel } from '$lib/server/channels/commands';
import { enterCommunity, type CommunityAccess } from '$lib/server/communities/access';
import { readForm } from '$lib/server/forms';
import { asWrong, Wrong } from '$lib/server/wrong';
import type { z } from 'zod';
import type { Actions, PageServerLoad, RouteParams } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('channels.manage');
};

/** Reads one of the page's forms, does what it asks, and shows the page again, with what is wrong if anything is. */
async function answer<T>(
	{ locals, params, request, url }: RequestEvent<RouteParams>,
	schema: z.ZodType<T>,
	act: (access: CommunityAccess, asked: T) => Promise<unknown>
) {
	const form = await readForm(request, schema);
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('channels.manage');
	// Which of the forms it was: there is one of each for every category.
	const about = url.search + (form.data as { categoryId?: string }).categoryId;
	if (!form.valid) return fail(400, { form: { about, fields: form.data, errors: form.errors } });
	const wrong = await act(access, form.data).catch(asWrong);
	if (wrong instanceof Wrong) {
		const errors: Record<string, string[] | undefined> = { [wrong.field]: [wrong.message] };
		return fail(400, { form: { about, fields: form.data as Record<string, string>, errors } });
	}
	redirect(303, url.pathname);
}

export const actions: Actions = {
	createCategory: (event) => answer(event, categoryDraft, createCategory),
	renameCategory: (event) => answer(event, categoryChange, renameCategory),
	moveCategory: (event) => answer(event, categoryMove, moveCategory),
	deleteCategory: (event) => answer(event, categoryRemoval, deleteCategory),
	moveChannel: (event) =>
		answer(event, channelMove, async ({ viewer, community }, { channelId, ...place }) =>
			moveChannel(await enterChannel(viewer, channelId, community.id), place)
		)
};
