import type { Transaction } from 'kysely';
import { DELETED_NAME, type Viewer } from '$lib/accounts/account';
import type { Member } from '$lib/members/member';
import { closeCodes } from '$lib/realtime/protocol';
import { eraseKept } from '../auth/local-keeper';
import { passOn } from '../communities/inheritance';
import { db } from '../db';
import { retrying } from '../db/retry';
import type { Schema } from '../db/schema';
import { takeOut } from '../members/departure';
import { publish } from '../realtime/bus';
import { dismiss, refresh, revoke } from '../realtime/hub';
import { eraseLater, markForErasure } from '../uploads/erase';
import { Wrong } from '../wrong';
import { circleOf, providerIdOf } from './queries';
import { tellPerson } from './telling';

/** What stands in the place of a handle; nobody can choose it, because handles have no hyphen. */
const noHandle = (id: string) => `deleted-${id}`;

/** What happens to servers of whoever ends their account: they decide that first, or nobody can ask them and there is an heir. */
type Servers = 'decided-first' | 'passed-on';

/** Holds the person and their communities, so that nobody lets them in or makes them an owner until this is over. */
async function hold(trx: Transaction<Schema>, id: string) {
	const person = await trx
		.selectFrom('users')
		.where('id', '=', id)
		.where('deletedAt', 'is', null)
		.select('avatarFile')
		.forUpdate()
		.executeTakeFirst();
	if (!person) return null;
	// Held as well, because a plain look would show all that follows as it is now, before we hold it.
	const memberships = await trx
		.selectFrom('members')
		.where('userId', '=', id)
		.select('communityId')
		.forUpdate()
		.execute();
	if (memberships.length === 0) return { ...person, owned: [] };
	const communities = await trx
		.selectFrom('communities')
		.where(
			'id',
			'in',
			memberships.map(({ communityId }) => communityId)
		)
		.orderBy('id')
		.select(['id', 'name', 'ownerId', 'deletedAt'])
		.forUpdate()
		.execute();
	return { ...person, owned: communities.filter(({ ownerId, deletedAt }) => ownerId === id && !deletedAt) };
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

/** All that is written when an account ends, nothing when it has ended already; answers whom it concerns, whose servers are whose now, and what to erase. */
async function write(trx: Transaction<Schema>, nobody: Viewer, servers: Servers) {
	const { id } = nobody;
	const held = await hold(trx, id);
	if (!held) return null;
	const { avatarFile, owned } = held;
	if (servers === 'decided-first' && owned.length > 0)
		throw new Wrong('servers', 'Give your servers to somebody else or delete them first.');
	const heirs: { communityId: string; member: Member }[] = [];
	for (const community of owned) {
		const member = await passOn(trx, { viewer: nobody, community });
		if (member) heirs.push({ communityId: community.id, member });
	}
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
	// Also where another provider keeps the accounts now: this one may have been kept here before.
	const local = await providerIdOf(trx, 'local', id);
	if (local !== undefined) await eraseKept(trx, local);
	return { circle, heirs, erased };
}

/**
 * Ends an account for good. Messages and conversations stay, written by a deleted person; the row stays without anything that
 * says who it was, and so does the opaque id of the provider: a login of before must not make a new profile.
 */
export async function deleteAccount({ id }: Pick<Viewer, 'id'>, servers: Servers): Promise<void> {
	const isLost = (topic: string) => !/^(user|login):/.test(topic);
	const nobody = { id, name: DELETED_NAME, handle: noHandle(id), avatarUrl: null };
	const done = await revoke(id, isLost, () =>
		retrying(() => db.transaction().execute((trx) => write(trx, nobody, servers)))
	);
	if (!done) return;
	const { circle, heirs, erased } = done;
	dismiss(`user:${id}`, closeCodes.signedOut);
	eraseLater(erased);
	tellPerson(nobody, circle);
	for (const communityId of circle.communityIds)
		publish(`community:${communityId}`, { type: 'member.left', communityId, userId: id });
	for (const partnerId of circle.partnerIds) publish(`user:${partnerId}`, { type: 'direct.changed', userId: id });
	// Whoever called them, or was called, has nobody to talk to any more; whoever has a server now may see more of it.
	await Promise.all([...circle.partnerIds, ...heirs.map(({ member }) => member.id)].map(refresh));
	for (const { communityId, member } of heirs)
		publish(`community:${communityId}`, { type: 'member.changed', communityId, member });
}
