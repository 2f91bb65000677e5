import type { Transaction } from 'kysely';
import type { Member } from '$lib/members/member';
import { record } from '../audit/record';
import type { Schema } from '../db/schema';
import { heirOf } from '../members/queries';
import { close } from './deletion';

type Legacy = { viewer: { id: string }; community: { id: string; name: string } };

/** Makes a member the owner. Whoever was it before is left to the caller. */
export async function enthrone(trx: Transaction<Schema>, communityId: string, userId: string): Promise<void> {
	await trx.updateTable('communities').set({ ownerId: userId }).where('id', '=', communityId).execute();
	await trx
		.updateTable('members')
		.set({ role: 'owner' })
		.where('communityId', '=', communityId)
		.where('userId', '=', userId)
		.execute();
}

/**
 * What becomes of a community whose owner is gone without having been asked: it is the most trusted member's from now on, of
 * equals the one's who has been there longest; where nobody else is, it ends. The caller holds the community, and takes the
 * owner out. Answers the new one.
 */
export async function passOn(trx: Transaction<Schema>, { viewer, community }: Legacy): Promise<Member | null> {
	const heir = await heirOf(trx, community.id, viewer.id);
	if (!heir) {
		await close(trx, { viewer, community });
		return null;
	}
	await enthrone(trx, community.id, heir.id);
	const detail = 'The owner’s account was deleted';
	await record(trx, { viewer, community }, { action: 'community.transferred', target: heir, detail });
	return { ...heir, role: 'owner' };
}
