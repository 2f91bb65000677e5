import { sql, type Transaction } from 'kysely';
import type { Viewer } from '$lib/accounts/account';
import type { CommunityAccess } from '../communities/access';
import { lockCommunity } from '../communities/lock';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { roleOf } from '../members/queries';
import { publish } from '../realtime/bus';
import { refresh } from '../realtime/hub';
import { refuse } from '../refuse';
import { newCode } from './code';
import { communityBehind, communityOfMember, isAlive } from './queries';

/** Makes an invite. `lifetime` in seconds; 0 means for ever, as 0 uses mean without limit. */
export async function createInvite(
	access: CommunityAccess,
	wish: { lifetime: number; maxUses: number }
): Promise<string> {
	access.demand('invites.create');
	const code = newCode();
	await db
		.insertInto('invites')
		.values({
			code,
			communityId: access.community.id,
			creatorId: access.viewer.id,
			maxUses: wish.maxUses || null,
			expiresAt: wish.lifetime ? sql<Date>`utc_timestamp(3) + interval ${wish.lifetime} second` : null,
			createdAt: new Date()
		})
		.execute();
	return code;
}

/** Answers whether the viewer was no member yet. */
async function enroll(trx: Transaction<Schema>, viewer: Viewer, communityId: string, code: string): Promise<boolean> {
	// Whoever bans holds this too: either the ban is seen here, or the ban finds the member.
	await lockCommunity(trx, communityId);
	// Two clicks at once: the other one got in.
	if (await roleOf(trx, communityId, viewer.id)) return false;
	const ban = await trx
		.selectFrom('bans')
		.where('communityId', '=', communityId)
		.where('userId', '=', viewer.id)
		.select('userId')
		.executeTakeFirst();
	if (ban) refuse('not-found');
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
		.values({ communityId, userId: viewer.id, role: 'guest', nickname: null, joinedAt: new Date() })
		.execute();
	// What was said before is there to be read, but it is no news.
	await trx
		.insertInto('readMarks')
		.columns(['userId', 'channelId', 'lastReadSeq'])
		.expression(({ selectFrom, val }) =>
			selectFrom('channels')
				.where('communityId', '=', communityId)
				.select([val(viewer.id).as('userId'), 'channels.id', 'channels.lastSeq'])
		)
		.onDuplicateKeyUpdate({ lastReadSeq: sql`values(last_read_seq)` })
		.execute();
	return true;
}

/** Makes the viewer a member by an invite, and answers where it leads. Whoever is one already just goes in. */
export async function joinByInvite(viewer: Viewer, code: string): Promise<string> {
	const already = await communityOfMember(db, code, viewer.id);
	if (already) return already;
	const communityId = (await communityBehind(db, code)) ?? refuse('not-found');
	const isNew = await retrying(() => db.transaction().execute((trx) => enroll(trx, viewer, communityId, code)));
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
