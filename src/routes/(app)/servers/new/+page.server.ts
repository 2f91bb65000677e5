import { redirect } from '@sveltejs/kit';
import { fail, setError, superValidate, withFiles } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { newCommunity } from '$lib/communities/forms';
import { createCommunity } from '$lib/server/communities/commands';
import { storePicture } from '$lib/server/files/store';
import { formOf } from '$lib/server/forms';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async () => ({ form: await superValidate(zod4(newCommunity)) });

export const actions: Actions = {
	default: async ({ request, locals }) => {
		const viewer = locals.viewer!;
		const form = await superValidate(await formOf(request), zod4(newCommunity));
		if (!form.valid) return fail(400, withFiles({ form }));
		const { name, icon } = form.data;
		const iconFile = icon?.size ? await storePicture(viewer.id, icon) : null;
		if (icon?.size && !iconFile) {
			setError(form, 'icon', 'That file is not a picture we can read. Try a PNG, JPEG or WebP.');
			return fail(400, withFiles({ form }));
		}
		const { communityId, channelId } = await createCommunity(viewer, { name, iconFile });
		redirect(303, `/servers/${communityId}/channels/${channelId}`);
	}
};
