import { fail, redirect } from '@sveltejs/kit';
import { accountEnd } from '$lib/accounts/forms';
import { deleteAccount } from '$lib/server/accounts/deletion';
import { countTry, forgetTries } from '$lib/server/accounts/limits';
import { setSessionCookies, signOut } from '$lib/server/auth';
import { ownAccount, type OwnAccount } from '$lib/server/auth/account';
import { communitiesOf } from '$lib/server/communities/queries';
import { db } from '$lib/server/db';
import { readForm } from '$lib/server/forms';
import { refuse } from '$lib/server/refuse';
import { asWrong } from '$lib/server/wrong';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, depends }) => {
	depends('app:rail');
	const viewer = locals.viewer ?? refuse('sign-in-required');
	const owned = (await communitiesOf(db, viewer.id)).filter(({ isOwner }) => isOwner);
	return { owned: owned.map(({ id, name, iconUrl }) => ({ id, name, iconUrl })) };
};

/** What is wrong with a password that was typed to confirm; undefined for nothing. */
async function problemWith(account: OwnAccount, password: string, address: string): Promise<string | undefined> {
	if (!password) return 'Enter your password.';
	const email = await account.email();
	if ((await countTry(email, address)) > 0) return 'Too many tries. Wait a few minutes, then try again.';
	if (!(await account.isPassword(password))) return 'That password doesn’t match.';
	await forgetTries(email, address);
	return undefined;
}

export const actions: Actions = {
	delete: async ({ locals, request, cookies, url, getClientAddress, setHeaders }) => {
		const viewer = locals.viewer ?? refuse('sign-in-required');
		const form = await readForm(request, accountEnd);
		const typed = (form.valid ? form.data.handle : (form.data.handle ?? '')).slice(0, 200);
		const refused = (problems: { handle?: string; password?: string; servers?: string }) =>
			fail(400, { typed, problems });
		if (!form.valid || typed.replace(/^@/, '') !== viewer.handle)
			return refused({ handle: 'That is not your username. Type it exactly as it is written above.' });
		const account = await ownAccount(viewer);
		const problem = account && (await problemWith(account, form.data.password, getClientAddress()));
		if (problem) return refused({ password: problem });
		try {
			await deleteAccount(viewer, 'decided-first');
		} catch (error) {
			return refused({ servers: asWrong(error).message });
		}
		setSessionCookies(cookies, await signOut(request.headers, locals.loginId), url);
		setHeaders({ 'clear-site-data': '"cache", "storage"' });
		redirect(303, '/sign-in?deleted');
	}
};
