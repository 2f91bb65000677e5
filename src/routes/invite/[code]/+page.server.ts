import { isHttpError, redirect, type RequestEvent } from '@sveltejs/kit';
import { couldBeCode } from '$lib/invites/invite';
import { db } from '$lib/server/db';
import { joinByInvite } from '$lib/server/invites/commands';
import { forgetTry, mayTryInvite } from '$lib/server/invites/limits';
import { communityOfMember, invitePreview } from '$lib/server/invites/queries';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad } from './$types';

/** Looks something up by a code. Whoever searches for codes is stopped; finding one is no search. */
async function lookUp<T>(
	{ params, getClientAddress }: Pick<RequestEvent<{ code: string }>, 'params' | 'getClientAddress'>,
	ask: (code: string) => Promise<T | undefined>
): Promise<T> {
	if (!couldBeCode(params.code)) refuse('not-found');
	const address = getClientAddress();
	if (!(await mayTryInvite(address))) refuse('too-many');
	const found = (await ask(params.code)) ?? refuse('not-found');
	await forgetTry(address);
	return found;
}

export const load: PageServerLoad = async (event) => {
	const { viewer } = event.locals;
	const found = await lookUp(event, async (code) => {
		const joined = viewer && (await communityOfMember(db, code, viewer.id));
		if (joined) return { joined };
		const invite = await invitePreview(db, code, viewer?.id ?? null);
		return invite && { invite };
	});
	if ('joined' in found) redirect(303, `/servers/${found.joined}`);
	return { invite: found.invite };
};

export const actions: Actions = {
	join: async (event) => {
		const { viewer } = event.locals;
		if (!viewer) redirect(303, `/sign-in?next=${encodeURIComponent(`/invite/${event.params.code}`)}`);
		const communityId = await lookUp(event, (code) => joinByInvite(viewer, code)).catch((error: unknown) => {
			// It stopped working since the page was drawn: the page says so by itself when it is drawn again.
			if (isHttpError(error, 404)) redirect(303, `/invite/${event.params.code}`);
			throw error;
		});
		redirect(303, `/servers/${communityId}`);
	}
};
