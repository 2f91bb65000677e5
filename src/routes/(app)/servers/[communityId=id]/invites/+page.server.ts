import { redirect } from '@sveltejs/kit';
import { fail, superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { chosenInvite, newInvite } from '$lib/invites/forms';
import type { Side } from '$lib/invites/invite';
import { enterCommunity, type CommunityAccess } from '$lib/server/communities/access';
import { db } from '$lib/server/db';
import { createInvite, renewInvite, revokeInvite } from '$lib/server/invites/commands';
import { livingInvites } from '$lib/server/invites/queries';
import { formOf, readForm, wantsPage } from '$lib/server/forms';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** The working invites this member may see: all, or their own. */
function visibleTo(access: CommunityAccess) {
	return livingInvites(db, access.community.id, access.may('invites.see-all') ? undefined : access.viewer.id);
}

export const load: PageServerLoad = async ({ params, locals, url }) => {
	const access = await enterCommunity(locals.viewer, params.communityId);
	const invites = await visibleTo(access);
	const asked = url.searchParams.get('show');
	// Without scripts this is how the dialog shows another side of itself.
	const show: Side = asked === 'all' || asked === 'qr' ? asked : null;
	return {
		form: await superValidate(zod4(newInvite)),
		invites,
		origin: url.origin,
		show,
		code: invites.find(({ code }) => code === url.searchParams.get('code'))?.code ?? null
	};
};

/** What the list of invites does with one of them. Plain pages go back to the list; scripts are told what is in it now. */
const withOne = (act: (access: CommunityAccess, code: string) => Promise<void>) => async (event: RequestEvent) => {
	const { params, locals, request } = event;
	const form = await readForm(request, chosenInvite);
	const access = await enterCommunity(locals.viewer, params.communityId);
	if (!form.valid) return fail(400, { problem: form.errors.code?.[0] });
	await act(access, form.data.code);
	if (wantsPage(request)) redirect(303, `/servers/${access.community.id}/invites?show=all`);
	return { invites: await visibleTo(access) };
};

export const actions: Actions = {
	create: async ({ params, locals, request }) => {
		const form = await superValidate(await formOf(request), zod4(newInvite));
		const access = await enterCommunity(locals.viewer, params.communityId);
		if (!form.valid) return fail(400, { form });
		await createInvite(access, form.data);
		if (wantsPage(request)) redirect(303, `/servers/${access.community.id}/invites`);
		return { form, invites: await visibleTo(access) };
	},
	revoke: withOne(revokeInvite),
	renew: withOne(renewInvite)
};
