import { fail, redirect } from '@sveltejs/kit';
import { fieldsFrom, newFields } from '$lib/channels/fields';
import { channelDraft, listsOfChannel } from '$lib/channels/forms';
import { createChannel } from '$lib/server/channels/commands';
import { enterCommunity } from '$lib/server/communities/access';
import { readLists } from '$lib/server/forms';
import { asWrong, Wrong } from '$lib/server/wrong';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, parent }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('channels.manage');
	const { categories } = await parent();
	const asked = categories.find(({ id }) => id === url.searchParams.get('category'));
	return { fields: newFields((asked ?? categories[0])?.id ?? '') };
};

export const actions: Actions = {
	createChannel: async ({ locals, params, request }) => {
		const form = await readLists(request, listsOfChannel, channelDraft);
		const access = await enterCommunity(locals.viewer, params.communityId);
		access.demand('channels.manage');
		const fields = fieldsFrom(form.posted);
		if (!form.valid) return fail(400, { form: { fields, errors: form.errors } });
		const made = await createChannel(access, form.data).catch(asWrong);
		if (made instanceof Wrong) return fail(400, { form: { fields, errors: { [made.field]: [made.message] } } });
		redirect(303, `/servers/${access.community.id}/channels/${made.id}`);
	}
};
