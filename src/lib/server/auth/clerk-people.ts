import { sql, type Transaction } from 'kysely';
import { deleteAccount } from '../accounts/deletion';
import { reshape } from '../accounts/editing';
import { viewerOf } from '../accounts/queries';
import { db, type Db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { log } from '../log';
import type { ClerkPerson } from './clerk-api';

export const CLERK = 'clerk';
/** Longer than any token lives, and than Clerk repeats what it sends, in milliseconds. */
const MEMORY = 7 * 86_400_000;
const PRUNE_EVERY = 3_600_000;
let prunedAt = 0;

/** Forgets what nobody can repeat any more. Not in a transaction: those of others wait behind the rows it looks at. */
function prune(): void {
	const now = Date.now();
	if (now - prunedAt < PRUNE_EVERY) return;
	prunedAt = now;
	const longAgo = new Date(now - MEMORY);
	Promise.all([
		db.deleteFrom('endedLogins').where('endedAt', '<', longAgo).execute(),
		db.deleteFrom('clerkHooks').where('heardAt', '<', longAgo).execute()
	]).catch((error: unknown) => log().warn({ err: error }, 'old messages of Clerk could not be forgotten'));
}

/** What stands against a token that is good by itself, and whether its person was told of: one question for each request. */
export async function standingOf(id: string, loginId: string) {
	const { ended, name, updatedAt, deletedAt } = await db
		.selectFrom(sql<{ one: number }>`(select 1 as one)`.as('here'))
		.leftJoin('endedLogins', (join) => join.on('endedLogins.loginId', '=', loginId))
		.leftJoin('clerkPeople', (join) => join.on('clerkPeople.id', '=', id))
		.select(['endedLogins.loginId as ended', 'clerkPeople.name', 'clerkPeople.updatedAt', 'clerkPeople.deletedAt'])
		.executeTakeFirstOrThrow();
	return { isOver: ended !== null || deletedAt !== null, isKnown: name !== null || updatedAt !== null };
}

export async function hasEnded(loginId: string): Promise<boolean> {
	return !!(await db.selectFrom('endedLogins').where('loginId', '=', loginId).select('loginId').executeTakeFirst());
}

/** From here on the tokens of this login open nothing, also those that have not run out. */
export async function endLogin(trx: Db, loginId: string): Promise<void> {
	await trx.insertInto('endedLogins').ignore().values({ loginId, endedAt: new Date() }).execute();
	prune();
}

/** The row of a person, locked; made when it is not there yet. */
async function hold(trx: Db, id: string) {
	await trx.insertInto('clerkPeople').ignore().values({ id, name: null }).execute();
	return trx.selectFrom('clerkPeople').where('id', '=', id).forUpdate().selectAll().executeTakeFirstOrThrow();
}

/** Whose profile it is here; undefined before their first visit, and for one that is deleted. */
const profileOf = (trx: Db, id: string) => viewerOf(trx, CLERK, id);

/**
 * Takes in what Clerk says of a person, unless something newer is known. Only a name that changed there is taken over, so one
 * that was chosen here stays. Answers what to do once that is committed.
 */
export async function learn(
	trx: Transaction<Schema>,
	{ id, name, updatedAt }: Pick<ClerkPerson, 'id' | 'name' | 'updatedAt'>
) {
	const before = await hold(trx, id);
	if (before.deletedAt || (before.updatedAt && before.updatedAt >= updatedAt)) return null;
	await trx.updateTable('clerkPeople').set({ name, updatedAt }).where('id', '=', id).execute();
	if (!name || name === before.name) return null;
	const profile = await profileOf(trx, id);
	return profile ? reshape(trx, profile.id, { name }) : null;
}
export async function learnNow(told: Pick<ClerkPerson, 'id' | 'name' | 'updatedAt'>): Promise<void> {
	const tell = await retrying(() => db.transaction().execute((trx) => learn(trx, told)));
	await tell?.();
}

/**
 * Somebody was deleted at Clerk: nothing that comes later revives them, and their account here ends. Doing it once more does
 * nothing, so that Clerk can repeat it if it was cut off in the middle.
 */
export async function bury(id: string): Promise<void> {
	await retrying(() =>
		db.transaction().execute(async (trx) => {
			await hold(trx, id);
			await trx.updateTable('clerkPeople').set({ name: null, deletedAt: new Date() }).where('id', '=', id).execute();
		})
	);
	const profile = await profileOf(db, id);
	if (profile) await deleteAccount(profile, 'passed-on');
}

/** Whether this message of Clerk is new. It counts as heard once the transaction is committed. */
export async function isNewHook(trx: Db, id: string): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await trx
		.insertInto('clerkHooks')
		.ignore()
		.values({ id, heardAt: new Date() })
		.executeTakeFirstOrThrow();
	prune();
	return numInsertedOrUpdatedRows === 1n;
}
