import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { BATCH, PAGE_LIMIT, type MessagePage } from '$lib/messages/message';
import { enterChannel } from '$lib/server/channels/access';
import { db } from '$lib/server/db';
import { forViewer } from '$lib/server/messages/belongings';
import { messagesAfter, messagesAround, messagesBefore } from '$lib/server/messages/queries';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

const line = z.coerce
	.number()
	.int()
	.min(0)
	.max(2 ** 32 - 1)
	.optional();
const asked = z
	.object({
		before: line,
		after: line,
		around: line,
		limit: z.coerce.number().int().min(1).max(PAGE_LIMIT).default(BATCH)
	})
	.refine(({ before, after, around }) => [before, after, around].filter((at) => at !== undefined).length <= 1);

/** A page of history: `?before=`, `?after=` or `?around=` a line, or the newest; `limit` lines, oldest first. */
export const GET: RequestHandler = async ({ params, url, locals }) => {
	const { channel, viewer } = await enterChannel(locals.viewer, params.channelId);
	const wish = asked.safeParse(Object.fromEntries(url.searchParams));
	if (!wish.success) refuse('bad-request');
	const { before, after, around, limit } = wish.data;
	const messages =
		after !== undefined
			? await messagesAfter(db, channel.id, limit, after)
			: around !== undefined
				? await messagesAround(db, channel.id, limit, around)
				: await messagesBefore(db, channel.id, limit, before);
	const shown = await forViewer(db, channel.id, messages, viewer.id);
	return json({ messages: shown, head: { seq: channel.lastSeq, rev: channel.rev } } satisfies MessagePage);
};
