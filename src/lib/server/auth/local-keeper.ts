import type { Transaction } from 'kysely';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { fitsPassword, hashPassword } from './passwords';
import type { Keeper } from './provider';

/** better-auth keeps a password with the account of this provider. */
const PASSWORDS = 'credential';

type Which = { only: string } | { allBut: string };

async function endWithin(trx: Transaction<Schema>, userId: string, which: Which): Promise<string[]> {
	const rows = await trx
		.selectFrom('authSession')
		.where('userId', '=', userId)
		.$if('only' in which, (query) => query.where('id', '=', (which as { only: string }).only))
		.$if('allBut' in which, (query) => query.where('id', '<>', (which as { allBut: string }).allBut))
		.select('id')
		.forUpdate()
		.execute();
	const ids = rows.map(({ id }) => id);
	if (ids.length > 0) await trx.deleteFrom('authSession').where('id', 'in', ids).execute();
	return ids;
}

/** Whether this is the password of an account still, as it was found to be when somebody began to sign in. Waits for whoever is changing it. */
export async function isStillPassword(userId: string, hash: string | undefined): Promise<boolean> {
	const row = await db
		.selectFrom('authAccount')
		.where('userId', '=', userId)
		.where('providerId', '=', PASSWORDS)
		.select('password')
		.forUpdate()
		.executeTakeFirst();
	return row !== undefined && row.password === hash;
}

/** Local accounts, straight in the tables of better-auth: its own ways end the login that asks, or ask for its cookie. */
export const keeper: Keeper = {
	async emailOf(userId) {
		const row = await db.selectFrom('authUser').where('id', '=', userId).select('email').executeTakeFirstOrThrow();
		return row.email;
	},
	async isPassword(userId, password) {
		const row = await db
			.selectFrom('authAccount')
			.where('userId', '=', userId)
			.where('providerId', '=', PASSWORDS)
			.select('password')
			.executeTakeFirst();
		return !!row?.password && fitsPassword({ hash: row.password, password });
	},
	async changePassword(userId, password, loginId) {
		const changed = { password: await hashPassword(password), updatedAt: new Date() };
		return retrying(() =>
			db.transaction().execute(async (trx) => {
				await trx
					.updateTable('authAccount')
					.set(changed)
					.where('userId', '=', userId)
					.where('providerId', '=', PASSWORDS)
					.execute();
				return endWithin(trx, userId, { allBut: loginId });
			})
		);
	},
	async logins(userId) {
		const rows = await db
			.selectFrom('authSession')
			.where('userId', '=', userId)
			.where('expiresAt', '>', new Date())
			.orderBy('updatedAt', 'desc')
			.orderBy('id')
			.limit(100)
			.select(['id', 'userAgent', 'createdAt', 'updatedAt'])
			.execute();
		return rows.map(({ id, userAgent, createdAt, updatedAt }) => ({
			...{ id, userAgent },
			...{ startedAt: createdAt, usedAt: updatedAt }
		}));
	},
	endLogins(userId, which) {
		return retrying(() => db.transaction().execute((trx) => endWithin(trx, userId, which)));
	}
};

/** Takes away everything that is kept here of an account, as part of what ends it. */
export async function eraseKept(trx: Transaction<Schema>, userId: string): Promise<void> {
	// What was asked for by their address, and links for a new password.
	const user = await trx.selectFrom('authUser').where('id', '=', userId).select('email').executeTakeFirst();
	if (!user) return;
	await trx
		.deleteFrom('authVerification')
		.where((eb) => eb.or([eb('identifier', '=', user.email), eb('value', '=', userId)]))
		.execute();
	// Its logins and its password go with it.
	await trx.deleteFrom('authUser').where('id', '=', userId).execute();
}
