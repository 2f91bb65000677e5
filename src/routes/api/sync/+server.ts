import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { enterChannel } from '$lib/server/channels/access';
import { changesSince } from '$lib/server/messages/changes';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

const asked = z.object({
	channel: z.string().regex(/^[1-9]\d{0,18}$/),
	rev: z.coerce
		.number()
		.int()
		.min(0)
		.max(2 ** 32 - 1)
});

/** What changed in a channel after `rev`: the lines as they are now, which of them the viewer sent, and the head that goes with them. */
export const GET: RequestHandler = async ({ url, locals }) => {
	if (!locals.viewer) refuse('sign-in-required');
	const wish = asked.safeParse(Object.fromEntries(url.searchParams));
	if (!wish.success) refuse('bad-request');
	const { channel } = await enterChannel(locals.viewer, wish.data.channel);
	return json(await changesSince(channel.id, wish.data.rev, locals.viewer.id));
};
