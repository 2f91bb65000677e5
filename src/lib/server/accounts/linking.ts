import { CannotStart, config } from '../config';
import { db, type Db } from '../db';
import type { Identity } from './commands';

/** Whether there is a profile of this identity that was erased. */
export async function isErased(db: Db, { provider, providerId }: Identity): Promise<boolean> {
	const found = await db
		.selectFrom('identities')
		.innerJoin('users', 'users.id', 'identities.userId')
		.where('provider', '=', provider)
		.where('providerId', '=', providerId)
		.where('users.deletedAt', 'is not', null)
		.select('users.id')
		.executeTakeFirst();
	return !!found;
}

/**
 * Gives somebody the profile that was theirs when accounts were kept here: the one of their verified address, once, if whoever
 * runs this said so. Answers whether there was one.
 */
export async function takeOver({ provider, providerId, email }: Identity): Promise<boolean> {
	if (config().linkAccounts !== 'verified-email' || !email) return false;
	return db.transaction().execute(async (trx) => {
		const profile = await trx
			.selectFrom('authUser')
			.innerJoin('identities', (join) =>
				join.onRef('identities.providerId', '=', 'authUser.id').on('identities.provider', '=', 'local')
			)
			.innerJoin('users', 'users.id', 'identities.userId')
			.where('authUser.email', '=', email.toLowerCase())
			.where('users.deletedAt', 'is', null)
			.select('users.id')
			.forUpdate()
			.executeTakeFirst();
		if (!profile) return false;
		const { id: userId } = profile;
		const taken = await trx
			.selectFrom('identities')
			.where('userId', '=', userId)
			.where('provider', '=', provider)
			.select('userId')
			.executeTakeFirst();
		if (taken) return false;
		await trx.insertInto('identities').values({ provider, providerId, userId }).execute();
		return true;
	});
}

const names: Record<string, string> = { local: 'accounts of our own', clerk: 'Clerk' };

/** Refuses to start where another provider kept the accounts so far, unless it was said what becomes of their profiles. */
export async function checkProvider(): Promise<void> {
	const { clerk, linkAccounts } = config();
	const now = clerk ? 'clerk' : 'local';
	const other = await db.selectFrom('identities').where('provider', '<>', now).select('provider').executeTakeFirst();
	if (!other) return;
	const been = `People here signed in by ${names[other.provider] ?? other.provider}, and now it is ${names[now]}`;
	if (!linkAccounts)
		throw new CannotStart(
			clerk
				? `${been}. Set LINK_ACCOUNTS=verified-email to give everybody the profile of their verified address, or LINK_ACCOUNTS=none to begin with new profiles.`
				: `${been}. Set LINK_ACCOUNTS=none to begin with new profiles, or set Clerk’s keys again.`
		);
	if (!clerk && linkAccounts !== 'none')
		throw new CannotStart(`${been}. Clerk’s addresses are not kept here, so only LINK_ACCOUNTS=none can be done.`);
}
