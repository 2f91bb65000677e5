import type { Transaction } from 'kysely';
import type { ChannelChange } from '$lib/channels/forms';
import type { Role } from '$lib/permissions';
import type { Schema } from '../db/schema';
import { Wrong } from '../wrong';

type Wish = Pick<ChannelChange, 'isPrivate' | 'moderators' | 'people' | 'handles'>;

/** Whom the form names, as grantees; everybody of them is a member now. */
export async function granteesOf(trx: Transaction<Schema>, communityId: string, wish: Wish): Promise<string[]> {
	if (!wish.isPrivate) return [];
	const { people } = wish;
	// Whatever cannot be a handle is not asked for: the column knows ASCII only.
	const handles = wish.handles.filter((handle) => /^[\w.-]+$/.test(handle));
	const found =
		people.length + handles.length === 0
			? []
			: await trx
					.selectFrom('members')
					.innerJoin('users', 'users.id', 'members.userId')
					.where('members.communityId', '=', communityId)
					.where((eb) =>
						eb.or([
							...(people.length > 0 ? [eb('users.id', 'in', people)] : []),
							...(handles.length > 0 ? [eb('users.handle', 'in', handles)] : [])
						])
					)
					.select(['users.id', 'users.handle'])
					.execute();
	const known = new Set(found.map(({ handle }) => handle));
	const unknown = wish.handles.find((handle) => !known.has(handle));
	if (unknown !== undefined) throw new Wrong('handles', `Nobody here is called @${unknown}.`);
	// People who were named and have left since are simply not named any more.
	return [...(wish.moderators ? ['role:moderator'] : []), ...found.map(({ id }) => `user:${id}`)];
}

/** Nobody closes the door on themself by mistake: admins see every channel, moderators must be named. */
export function keepsItsMaker(wish: Wish, grantees: string[], { id, role }: { id: string; role: Role }): void {
	const sees = !wish.isPrivate || role === 'owner' || role === 'admin';
	if (sees || (role === 'moderator' && wish.moderators) || grantees.includes(`user:${id}`)) return;
	throw new Wrong('handles', 'You could not see this channel yourself. Add moderators, or your own handle.');
}

/** Makes these the channel's grantees, and no others; answers whether that changed anything. */
export async function writeGrants(
	trx: Transaction<Schema>,
	channelId: string,
	grantees: string[]
): Promise<{ added: number; removed: number }> {
	const rows = await trx.selectFrom('channelGrants').where('channelId', '=', channelId).select('grantee').execute();
	const before = rows.map(({ grantee }) => grantee);
	const removed = before.filter((grantee) => !grantees.includes(grantee));
	const added = grantees.filter((grantee) => !before.includes(grantee));
	if (removed.length > 0)
		await trx.deleteFrom('channelGrants').where('channelId', '=', channelId).where('grantee', 'in', removed).execute();
	if (added.length > 0)
		await trx
			.insertInto('channelGrants')
			.values(added.map((grantee) => ({ channelId, grantee })))
			.execute();
	return { added: added.length, removed: removed.length };
}
