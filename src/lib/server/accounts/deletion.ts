import type { Transaction } from 'kysely';
import { DELETED_NAME, type Viewer } from '$lib/accounts/account';
import { closeCodes } from '$lib/realtime/protocol';
import type { OwnAccount } from '../auth/account';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { takeOut } from '../members/departure';
import { publish } from '../realtime/bus';
import { dismiss, revoke } from '../realtime/hub';
import { refuse } from '../refuse';
import { eraseLater, markForErasure } from '../uploads/erase';
import { Wrong } from '../wrong';
import { circleOf } from './queries';
import { tellPerson } from './telling';

/** What stands in the place of a handle; nobody can choose it, because handles have no hyphen. */
const noHandle = (id: string) => `deleted-${id}`;

/** Holds the person and their communities, so that nobody lets them in or makes them an owner until this is over. */
async function hold(trx: Transaction<Schema>, id: string): Promise<string | null> {
	const person = await trx
		.selectFrom('users')
		.where('id', '=', id)
		.where('deletedAt', 'is', null)
		.select('avatarFile')
		.forUpdate()
		.executeTakeFirst();
	if (!person) refuse('sign-in-required');
	const { communityIds } = await circleOf(trx, id);
	if (communityIds.length === 0) return person.avatarFile;
	const communities = await trx
		.selectFrom('communities')
		.where('id', 'in', communityIds)
		.orderBy('id')
		.select(['ownerId', 'deletedAt'])
		.forUpdate()
		.execute();
	if (communities.some(({ ownerId, deletedAt }) => ownerId === id && !deletedAt))
		throw new Wrong('servers', 'Give your servers to somebody else or delete them first.');
	return person.avatarFile;
}

/** What a person kept here and nobody else needs. */
async function forget(trx: Transaction<Schema>, id: string): Promise<void> {
	await trx
		.updateTable('invites')
		.set({ revokedAt: new Date() })
		.where('creatorId', '=', id)
		.where('revokedAt', 'is', null)
		.execute();
	await trx.deleteFrom('mentions').where('userId', '=', id).execute();
	await trx.deleteFrom('readMarks').where('userId', '=', id).execute();
	await trx.deleteFrom('bans').where('userId', '=', id).execute();
	await trx.deleteFrom('blocks').where('blockerId', '=', id).execute();
	await trx.deleteFrom('blocks').where('blockedId', '=', id).execute();
	// The log knows them by their id.
	await trx.updateTable('auditEntries').set({ targetName: DELETED_NAME }).where('targetId', '=', id).execute();
}

/** Their picture and what they uploaded and never sent; files of messages stay with the messages. */
async function filesOf(trx: Transaction<Schema>, id: string, avatarFile: string | null): Promise<string[]> {
	const unsent = await trx
		.selectFrom('files')
		.where('ownerId', '=', id)
		.where('seq', 'is', null)
		.where('channelId', 'is not', null)
		.select('key')
		.execute();
	const keys = [...unsent.map(({ key }) => key), ...(avatarFile ? [avatarFile] : [])];
	return keys.length > 0 ? markForErasure(trx, { keys }) : [];
}

/**
 * Ends an account for good. Messages and conversations stay, written by a deleted person; the row stays without anything that
 * says who it was, and so does the opaque id of the provider: a login of before must not make a new profile.
 */
export async function deleteAccount({ id }: Viewer, account: OwnAccount | null): Promise<void> {
	const isLost = (topic: string) => !/^(user|login):/.test(topic);
	const nobody = { id, name: DELETED_NAME, handle: noHandle(id), avatarUrl: null };
	const { circle, erased } = await revoke(id, isLost, () =>
		retrying(() =>
			db.transaction().execute(async (trx) => {
				const avatarFile = await hold(trx, id);
				const circle = await circleOf(trx, id);
				for (const communityId of circle.communityIds) await takeOut(trx, communityId, id);
				await forget(trx, id);
				const erased = await filesOf(trx, id, avatarFile);
				await trx
					.updateTable('users')
					.set({
						...{ handle: nobody.handle, handleSkeleton: null, displayName: nobody.name, avatarFile: null },
						...{ pronouns: '', status: '', about: '', deletedAt: new Date() }
					})
					.where('id', '=', id)
					.execute();
				await account?.erase(trx);
				return { circle, erased };
			})
		)
	);
	dismiss(`user:${id}`, closeCodes.signedOut);
	eraseLater(erased);
	tellPerson(nobody, circle);
	for (const communityId of circle.communityIds)
		publish(`community:${communityId}`, { type: 'member.left', communityId, userId: id });
	for (const partnerId of circle.partnerIds) publish(`user:${partnerId}`, { type: 'direct.changed', userId: id });
}
