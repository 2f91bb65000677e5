import { ownAccount } from '$lib/server/auth/account';
import { refuse } from '$lib/server/refuse';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, depends }) => {
	depends('app:account');
	const account = await ownAccount(locals.viewer ?? refuse('sign-in-required'));
	return {
		/** Whether password and logins are kept here; another service has its own pages for them. */
		keepsAccount: account !== null,
		devices: account ? (await account.logins()).length : 0
	};
};
