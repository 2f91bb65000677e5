import { fail, redirect } from '@sveltejs/kit';
import { fieldsFrom, fieldsOf } from '$lib/channels/fields';
import { channelChange, listsOfChannel } from '$lib/channels/forms';
import { enterChannel } from '$lib/server/channels/access';
import { editChannel } from '$lib/server/channels/commands';
import { grantsOf } from '$lib/server/channels/queries';
import { db } from '$lib/server/db';
import { readLists } from '$lib/server/forms';
import { asWrong, Wrong } from '$lib/server/wrong';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
	access.demand('channels.manage');
	const grants = await grantsOf(db, access.channel.id);
	return { edited: access.channel, grants, fields: fieldsOf(access.channel, grants) };
};

export const actions: Actions = {
	editChannel: async ({ locals, params, request }) => {
		const form = await readLists(request, listsOfChannel, channelChange);
		const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
		access.demand('channels.manage');
		const fields = { ...fieldsFrom(form.posted), kind: access.channel.kind };
		if (!form.valid) return fail(400, { form: { fields, errors: form.errors } });
		const done = await editChannel(access, form.data).catch(asWrong);
		if (done instanceof Wrong) return fail(400, { form: { fields, errors: { [done.field]: [done.message] } } });
		redirect(303, `/servers/${access.community.id}/channels/${access.channel.id}`);
	}
};
