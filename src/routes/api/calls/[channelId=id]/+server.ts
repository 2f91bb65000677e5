import { json } from '@sveltejs/kit';
import { ticketWish } from '$lib/calls/forms';
import { giveTicket } from '$lib/server/calls/tickets';
import { refuse } from '$lib/server/refuse';
import type { RequestHandler } from './$types';

/** What a device needs to join the call of a channel. */
export const POST: RequestHandler = async ({ params, request, locals }) => {
	const { viewer, loginId } = locals;
	if (!viewer || !loginId) refuse('sign-in-required');
	const wish = ticketWish.safeParse(await request.json().catch(() => undefined));
	// Hidden or not there: the same, whatever was asked.
	if (!wish.success) refuse('bad-request');
	return json(await giveTicket({ viewer, loginId }, params.channelId, wish.data.device));
};
