import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { deviceOf } from '$lib/accounts/device';
import { ownAccount } from '$lib/server/auth/account';
import { readForm } from '$lib/server/forms';
import { listeners } from '$lib/server/realtime/hub';
import { refuse } from '$lib/server/refuse';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const accountIn = async ({ locals }: Pick<RequestEvent, 'locals'>) =>
	(await ownAccount(locals.viewer ?? refuse('sign-in-required'))) ?? refuse('not-found');

const whichLogin = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

export const load: PageServerLoad = async (event) => {
	event.depends('app:account');
	const logins = await (await accountIn(event)).logins();
	return {
		logins: logins.map(({ id, userAgent, startedAt, usedAt }) => ({
			...{ id, ...deviceOf(userAgent) },
			...{ startedAt: startedAt.toISOString(), usedAt: usedAt.toISOString() },
			isThis: id === event.locals.loginId,
			isOpen: listeners(`login:${id}`).size > 0
		}))
	};
};

export const actions: Actions = {
	/** Signs out one device. */
	end: async (event) => {
		const account = await accountIn(event);
		const form = await readForm(event.request, whichLogin);
		if (!form.valid) return fail(400, { problem: 'That device is not there any more.' });
		if ((await account.endLogins({ only: form.data.id })) === 0) refuse('not-found');
		redirect(303, '/settings/devices');
	},
	/** Signs out every device but this one. */
	endOthers: async (event) => {
		await (await accountIn(event)).endLogins({ allBut: event.locals.loginId! });
		redirect(303, '/settings/devices');
	}
};
