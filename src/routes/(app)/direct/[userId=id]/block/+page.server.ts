import { redirect } from '@sveltejs/kit';
import { enterDirect, type PairAccess } from '$lib/server/direct/access';
import { block, unblock } from '$lib/server/direct/commands';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, depends }) => {
	depends('app:direct');
	const { person, isBlocked, isAlone } = await enterDirect(locals.viewer, params.userId);
	if (isAlone) refuse('not-allowed');
	return { person, isBlocked };
};

/** Back to the conversation, unless the block was the last they had to do with each other. */
function leave({ person, conversation, isNear }: PairAccess): never {
	redirect(303, conversation || isNear ? `/direct/${person.id}` : '/direct');
}

export const actions: Actions = {
	block: async ({ locals, params }) => {
		const access = await enterDirect(locals.viewer, params.userId);
		await block(access);
		leave(access);
	},
	unblock: async ({ locals, params }) => {
		const access = await enterDirect(locals.viewer, params.userId);
		await unblock(access);
		leave(access);
	}
};
