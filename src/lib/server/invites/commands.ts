import { sql } from 'kysely';
import type { Viewer } from '$lib/accounts/account';
import type { CommunityAccess } from '../communities/access';
import { db, isDuplicate } from '../db';
import { publish } from '../realtime/bus';
import { refresh } from '../realtime/hub';
import { refuse } from '../refuse';
import { newCode } from './code';
import { communityOfMember, isAlive } from './queries';

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

/** Makes the viewer a member by an invite, and answers where it leads. Whoever is one already just goes in. */
export async function joinByInvite(viewer: Viewer, code: string): Promise<string> {
	const already = await communityOfMember(db, code, viewer.id);
	if (already) return already;
	let isNew = true;
	const communityId = await db
		.transaction()
		.execute(async (trx) => {
			// The count and the check are one statement, so a limit of five lets five in, however many knock at once.
			const used = await trx
				.updateTable('invites')
				.set(({ eb }) => ({ uses: eb('uses', '+', 1) }))
				.where('code', '=', code)
				.where(isAlive)
				.executeTakeFirst();
			if (used.numUpdatedRows !== 1n) refuse('not-found');
			const invite = await trx
				.selectFrom('invites')
				.innerJoin('communities', 'communities.id', 'invites.communityId')
				.leftJoin('bans', (join) =>
					join.onRef('bans.communityId', '=', 'communities.id').on('bans.userId', '=', viewer.id)
				)
				.where('invites.code', '=', code)
				.where('communities.deletedAt', 'is', null)
				.where('bans.userId', 'is', null)
				.select('communities.id')
				.executeTakeFirst();
			if (!invite) refuse('not-found');
			await trx
				.insertInto('members')
				.values({ communityId: invite.id, userId: viewer.id, role: 'guest', nickname: null, joinedAt: new Date() })
				.execute();
			// What was said before is there to be read, but it is no news.
			await trx
				.insertInto('readMarks')
				.columns(['userId', 'channelId', 'lastReadSeq'])
				.expression(({ selectFrom, val }) =>
					selectFrom('channels')
						.where('communityId', '=', invite.id)
						.select([val(viewer.id).as('userId'), 'channels.id', 'channels.lastSeq'])
				)
				.onDuplicateKeyUpdate({ lastReadSeq: sql`values(last_read_seq)` })
				.execute();
			return invite.id;
		})
		.catch(async (error: unknown) => {
			// Two clicks at once: the other one got in, and this one's use of the invite is undone with its transaction.
			const joined = isDuplicate(error, 'PRIMARY') && (await communityOfMember(db, code, viewer.id));
			isNew = false;
			if (joined) return joined;
			throw error;
		});
	if (!isNew) return communityId;
	await refresh(viewer.id);
	publish(`user:${viewer.id}`, { type: 'community.joined', communityId });
	const { id, name, handle, avatarUrl } = viewer;
	publish(`community:${communityId}`, {
		type: 'member.joined',
		communityId,
		member: { id, name, handle, avatarUrl, role: 'guest' }
	});
	return communityId;
}
