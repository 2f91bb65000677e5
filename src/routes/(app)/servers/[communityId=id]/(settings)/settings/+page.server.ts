import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { communityEdit } from '$lib/communities/forms';
import { enterCommunity } from '$lib/server/communities/access';
import { editCommunity } from '$lib/server/communities/editing';
import { db } from '$lib/server/db';
import { storePicture } from '$lib/server/files/store';
import { formOf } from '$lib/server/forms';
import { memberCount } from '$lib/server/members/queries';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, locals, depends }) => {
	depends('app:members');
	const access = await enterCommunity(locals.viewer, params.communityId);
	access.demand('community.edit');
	return { count: await memberCount(db, access.community.id) };
};

const asText = (value: FormDataEntryValue | null) => (typeof value === 'string' ? value : '');

export const actions: Actions = {
	save: async ({ params, locals, request }) => {
		const fields = await formOf(request);
		const access = await enterCommunity(locals.viewer, params.communityId);
		// Before a picture is looked at: that costs time and room.
		access.demand('community.edit');
		const typed = { name: asText(fields.get('name')), description: asText(fields.get('description')) };
		const parsed = communityEdit.safeParse({
			...typed,
			icon: fields.get('icon') ?? undefined,
			removeIcon: fields.get('removeIcon') === 'on'
		});
		type Problems = { name?: string[]; description?: string[]; icon?: string[] };
		const refused = (errors: Problems) => fail(400, { saved: { data: typed, errors } });
		if (!parsed.success) return refused(z.flattenError(parsed.error).fieldErrors);
		const { name, description, icon, removeIcon } = parsed.data;
		const picture = icon?.size ? await storePicture(access.viewer.id, icon) : undefined;
		if (picture === null)
			return refused({ icon: ['That file is not a picture we can read. Try a PNG, JPEG or WebP.'] });
		await editCommunity(access, { name, description, iconFile: picture ?? (removeIcon ? null : undefined) });
		redirect(303, `/servers/${access.community.id}/settings`);
	}
};
