import { isHttpError, redirect } from '@sveltejs/kit';
import { db } from '$lib/server/db';
import { joinByInvite } from '$lib/server/invites/commands';
import { communityOfMember, invitePreview } from '$lib/server/invites/queries';
import type { Actions, PageServerLoad } from './$types';

const couldBeCode = (code: string) => /^[\w-]{4,32}$/.test(code);

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const { viewer } = locals;
	const code = couldBeCode(params.code) ? params.code : '';
	const joined = viewer && (await communityOfMember(db, code, viewer.id));
	if (joined) redirect(303, `/servers/${joined}`);
	const invite = (await invitePreview(db, code, viewer?.id ?? null)) ?? null;
	return {
		viewer: viewer && { id: viewer.id, name: viewer.name, avatarUrl: viewer.avatarUrl },
		host: url.host,
		invite
	};
};

export const actions: Actions = {
	join: async ({ params, locals }) => {
		if (!locals.viewer) redirect(303, `/sign-in?next=${encodeURIComponent(`/invite/${params.code}`)}`);
		const communityId = await joinByInvite(locals.viewer, couldBeCode(params.code) ? params.code : '').catch(
			(error: unknown) => {
				// It stopped working since the page was drawn: the page says so by itself when it is drawn again.
				if (isHttpError(error, 404)) redirect(303, `/invite/${params.code}`);
				throw error;
			}
		);
		redirect(303, `/servers/${communityId}`);
	}
};
