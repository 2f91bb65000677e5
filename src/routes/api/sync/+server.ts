import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { REPLAY_LIMIT } from '$lib/messages/message';
import { enterChannel } from '$lib/server/channels/access';
import { headOf } from '$lib/server/channels/queries';
import { db } from '$lib/server/db';
import { messagesChangedAfter, noncesOf } from '$lib/server/messages/queries';
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
	// One snapshot for both: a head newer than the lines would hide a change for ever.
	const { head, messages } = await db
		.transaction()
		.setIsolationLevel('repeatable read')
		.execute(async (trx) => ({
			head: await headOf(trx, channel.id),
			messages: await messagesChangedAfter(trx, channel.id, wish.data.rev, REPLAY_LIMIT + 1)
		}));
	if (messages.length > REPLAY_LIMIT) return json({ startOver: true, messages: [], own: [], head });
	const { id } = locals.viewer;
	const mine = messages.filter(({ author }) => author.id === id).map(({ seq }) => seq);
	const own = await noncesOf(db, channel.id, id, mine);
	return json({ startOver: false, messages, own, head });
};
