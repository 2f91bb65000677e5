import type { Community, JoinedCommunity } from '$lib/communities/community';
import type { Role } from '$lib/permissions';
import type { Db } from '../db';
import { fileUrl } from '../files/url';

const columns = ['communities.id', 'communities.name', 'communities.description', 'communities.iconFile'] as const;

type Row = { id: string; name: string; description: string; iconFile: string | null };
const toCommunity = ({ id, name, description, iconFile }: Row): Community => ({
	id,
	name,
	description,
	iconUrl: fileUrl(iconFile)
});

/** The communities of a person, in their own order; those they never moved come last, in the order of joining. */
export async function communitiesOf(db: Db, userId: string): Promise<JoinedCommunity[]> {
	const rows = await db
		.selectFrom('members')
		.innerJoin('communities', 'communities.id', 'members.communityId')
		.where('members.userId', '=', userId)
		.where('communities.deletedAt', 'is', null)
		.orderBy('members.position')
		.orderBy('members.joinedAt')
		.select([...columns, 'communities.ownerId', 'members.role'])
		.execute();
	return rows.map((row) => ({ ...toCommunity(row), isOwner: row.ownerId === userId, role: row.role }));
}

/** A community with the role a person has in it; undefined for outsiders, as for one that does not exist. */
export async function communityWithRole(
	db: Db,
	communityId: string,
	userId: string
): Promise<{ community: Community; role: Role } | undefined> {
	const row = await db
		.selectFrom('members')
		.innerJoin('communities', 'communities.id', 'members.communityId')
		.where('members.communityId', '=', communityId)
		.where('members.userId', '=', userId)
		.where('communities.deletedAt', 'is', null)
		.select([...columns, 'members.role'])
		.executeTakeFirst();
	return row && { community: toCommunity(row), role: row.role };
}
