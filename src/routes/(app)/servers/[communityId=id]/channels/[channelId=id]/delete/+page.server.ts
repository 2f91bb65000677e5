import { redirect } from '@sveltejs/kit';
import { enterChannel } from '$lib/server/channels/access';
import { deleteChannel } from '$lib/server/channels/commands';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
	access.demand('channels.manage');
	if (access.channel.isGeneral) refuse('not-allowed');
	return { edited: access.channel };
};

export const actions: Actions = {
	deleteChannel: async ({ locals, params }) => {
		const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
		await deleteChannel(access);
		redirect(303, `/servers/${access.community.id}`);
	}
};
