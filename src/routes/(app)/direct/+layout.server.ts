import { occupantsIn } from '$lib/server/calls/occupancy';
import { db } from '$lib/server/db';
import { conversationsOf } from '$lib/server/direct/queries';
import { statusOf } from '$lib/server/realtime/presence';
import { refuse } from '$lib/server/refuse';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('app:rail');
	const viewer = locals.viewer ?? refuse('sign-in-required');
	const conversations = await conversationsOf(db, viewer.id);
	const near = conversations.filter(({ isNear }) => isNear);
	return {
		conversations,
		presence: Object.fromEntries(near.map(({ person: { id } }) => [id, statusOf(id)])),
		/** Who is in a call in these conversations. */
		occupants: occupantsIn(conversations.map(({ channelId }) => channelId))
	};
};
