import { DELETED_NAME } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import type { Db } from '../db';
import { dismiss } from '../realtime/hub';

/**
 * Takes what made a profile somebody's: the name, the handle, the picture and every session. What they wrote stays, by nobody.
 * Answers what to do once that is committed: their windows end.
 */
export async function eraseAccount(trx: Db, userId: string): Promise<() => void> {
	await trx
		.updateTable('users')
		.set({
			...{ handle: `deleted-${userId}`, handleSkeleton: null, displayName: DELETED_NAME, avatarFile: null },
			...{ pronouns: '', status: '', about: '', deletedAt: new Date() }
		})
		.where('id', '=', userId)
		.where('deletedAt', 'is', null)
		.execute();
	// Their address, password and sessions, where the account was kept here.
	await trx
		.deleteFrom('authUser')
		.where('id', 'in', (eb) =>
			eb
				.selectFrom('identities')
				.where('provider', '=', 'local')
				.where('userId', '=', userId)
				.select('identities.providerId')
		)
		.execute();
	return () => dismiss(`user:${userId}`, closeCodes.signedOut);
}
