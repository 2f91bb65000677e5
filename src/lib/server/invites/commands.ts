import { sql, type Transaction } from 'kysely';
import type { Viewer } from '$lib/accounts/account';
import { inWords, type InviteWish } from '$lib/invites/invite';
import { permissionsOf } from '$lib/permissions';
import { demandAlive } from '../accounts/alive';
import { record } from '../audit/record';
import type { CommunityAccess } from '../communities/access';
import { lockCommunity } from '../communities/lock';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { roleOf } from '../members/queries';
import { demandNow, standingNow } from '../members/standing';
import { publish } from '../realtime/bus';
import { refresh } from '../realtime/hub';
import { refuse } from '../refuse';
import { newCode } from './code';
import { communityOfMember, communityToJoin, inviteOf, isAlive, isBanned } from './queries';

async function add(trx: Transaction<Schema>, access: CommunityAccess, wish: InviteWish): Promise<string> {
	const code = newCode();
	await trx
		.insertInto('invites')
		.values({
			code,
			communityId: access.community.id,
			creatorId: access.viewer.id,
			maxUses: wish.maxUses || null,
			expiresAt: wish.lifetime ? sql<Date>`utc_timestamp(3) + interval ${wish.lifetime} second` : null,
			createdAt: sql<Date>`utc_timestamp(3)`
		})
		.execute();
	await record(trx, access, { action: 'invite.created', target: { id: null, name: code }, detail: inWords(wish) });
	return code;
}

/** Ends an invite and answers what was wished for when it was made; undefined when it was ended before. */
async function end(trx: Transaction<Schema>, access: CommunityAccess, code: string): Promise<InviteWish | undefined> {
	const may = permissionsOf(await standingNow(trx, access));
	// The invites of others are not there for those who may see their own only.
	const creatorId = may.has('invites.see-all') ? undefined : access.viewer.id;
	const invite = (await inviteOf(trx, code, access.community.id, creatorId)) ?? refuse('not-found');
	if (invite.isRevoked) return undefined;
	await trx
		.updateTable('invites')
		.set({ revokedAt: sql<Date>`utc_timestamp(3)` })
		.where('code', '=', code)
		.execute();
	await record(trx, access, { action: 'invite.revoked', target: { id: null, name: code } });
	return invite.wish;
}

/** Makes an invite and answers its code. */
export async function createInvite(access: CommunityAccess, wish: InviteWish): Promise<string> {
	access.demand('invites.create');
	return retrying(() =>
		db.transaction().execute(async (trx) => {
			await demandNow(trx, access, 'invites.create');
			return add(trx, access, wish);
		})
	);
}

/** Ends an invite for ever; whoever is in stays in. Ending it twice is no fault. */
export async function revokeInvite(access: CommunityAccess, code: string): Promise<void> {
	await retrying(() => db.transaction().execute((trx) => end(trx, access, code)));
}

/** Ends an invite and makes another one like it, all or nothing. A second click makes no second one. */
export async function renewInvite(access: CommunityAccess, code: string): Promise<void> {
	access.demand('invites.create');
	await retrying(() =>
		db.transaction().execute(async (trx) => {
			const wish = await end(trx, access, code);
			if (wish) await add(trx, access, wish);
		})
	);
}

/** Makes the viewer a member by an invite, and answers where it leads. Whoever is one already just goes in. */
export async function joinByInvite(viewer: Viewer, code: string): Promise<string> {
	const already = await communityOfMember(db, code, viewer.id);
	if (already) return already;
	const communityId = (await communityToJoin(db, code, viewer.id)) ?? refuse('not-found');
	const isNew = await retrying(() => db.transaction().execute((trx) => enter(trx, viewer.id, communityId, code)));
	if (!isNew) return communityId;
	const { id, name, handle, avatarUrl } = viewer;
	// At once after the commit: should they be taken out again in a moment, that is told after this.
	publish(`community:${communityId}`, {
		type: 'member.joined',
		communityId,
		member: { id, name, handle, avatarUrl, role: 'guest' }
	});
	await refresh(viewer.id);
	publish(`user:${viewer.id}`, { type: 'community.joined', communityId });
	return communityId;
}

/** Answers whether they are new: of two clicks at once one gets in, and uses the invite once. */
async function enter(trx: Transaction<Schema>, userId: string, communityId: string, code: string): Promise<boolean> {
	// From here on nobody is banned or let in until this is over; what is read below is read after that.
	await demandAlive(trx, userId);
	await lockCommunity(trx, communityId);
	if (await roleOf(trx, communityId, userId)) return false;
	if (await isBanned(trx, communityId, userId)) refuse('not-found');
	// The count and the check are one statement, so a limit of five lets five in, however many knock at once.
	const used = await trx
		.updateTable('invites')
		.set(({ eb }) => ({ uses: eb('uses', '+', 1) }))
		.where('code', '=', code)
		.where(isAlive)
		.executeTakeFirst();
	if (used.numUpdatedRows !== 1n) refuse('not-found');
	await trx
		.insertInto('members')
		.values({ communityId, userId, role: 'guest', nickname: null, joinedAt: new Date() })
		.execute();
	// What was said before is there to be read, but it is no news.
	await trx
		.insertInto('readMarks')
		.columns(['userId', 'channelId', 'lastReadSeq', 'version'])
		.expression(({ selectFrom, val, lit }) =>
			selectFrom('channels')
				.where('communityId', '=', communityId)
				.select([val(userId).as('userId'), 'channels.id', 'channels.lastSeq', lit(1).as('version')])
		)
		.onDuplicateKeyUpdate({ version: sql`read_marks.version + 1`, lastReadSeq: sql`values(last_read_seq)` })
		.execute();
	return true;
}
