import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { profileEdit } from '$lib/accounts/forms';
import { editProfile } from '$lib/server/accounts/editing';
import { aboutOf } from '$lib/server/accounts/queries';
import { db } from '$lib/server/db';
import { storePicture } from '$lib/server/files/store';
import { formOf } from '$lib/server/forms';
import { refuse } from '$lib/server/refuse';
import { forgetFile } from '$lib/server/uploads/commands';
import { asWrong } from '$lib/server/wrong';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('app:account');
	return { about: await aboutOf(db, (locals.viewer ?? refuse('sign-in-required')).id) };
};

const words = ['name', 'handle', 'pronouns', 'status', 'about'] as const;
type Typed = Record<(typeof words)[number], string>;

function typedIn(fields: FormData): Typed {
	const text = (value: FormDataEntryValue | null) => (typeof value === 'string' ? value : '');
	return Object.fromEntries(words.map((name) => [name, text(fields.get(name))])) as Typed;
}

export const actions: Actions = {
	save: async ({ locals, request }) => {
		const viewer = locals.viewer ?? refuse('sign-in-required');
		const fields = await formOf(request);
		const typed = typedIn(fields);
		type Problems = Partial<Record<keyof Typed | 'picture', string[]>>;
		const refused = (errors: Problems) => fail(400, { saved: { data: typed, errors } });
		const parsed = profileEdit.safeParse({
			...typed,
			picture: fields.get('picture') || undefined,
			removePicture: fields.get('removePicture') === 'on'
		});
		if (!parsed.success) return refused(z.flattenError(parsed.error).fieldErrors);
		const { picture, removePicture, ...wish } = parsed.data;
		const stored = picture?.size ? await storePicture(viewer.id, picture) : undefined;
		if (stored === null)
			return refused({ picture: ['That file is not a picture we can read. Try a PNG, JPEG or WebP.'] });
		try {
			await editProfile(viewer, { ...wish, avatarFile: stored ?? (removePicture ? null : undefined) });
		} catch (error) {
			if (stored) await forgetFile(stored);
			const { field, message } = asWrong(error);
			return refused({ [field]: [message] });
		}
		redirect(303, '/settings/profile');
	}
};
