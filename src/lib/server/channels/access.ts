import type { Viewer } from '$lib/accounts/account';
import type { Channel } from '$lib/channels/channel';
import type { Community } from '$lib/communities/community';
import { mayWriteIn, type Role } from '$lib/permissions';
import { Access } from '../access';
import { db } from '../db';
import { refuse } from '../refuse';
import { inRounds } from '../rounds';
import { channelForAll } from './queries';

/** Proof that `viewer` may see `channel`. Only `enterChannel`, below, hands one out; commands ask for it. */
class ChannelAccess extends Access {
	protected readonly isVisitor = true; // an object literal cannot pretend to be one

	constructor(
		viewer: Viewer,
		readonly channel: Channel,
		community: Community,
		role: Role
	) {
		super(viewer, community, role);
	}

	/** Whether the viewer may write here, read-only channels considered. */
	get mayWrite(): boolean {
		return mayWriteIn(this.channel.isReadOnly, this.role);
	}
}
export type { ChannelAccess };

// Many people write in one channel at the same moment: they are looked up together.
const look = inRounds(async (channelId, userIds: string[]) => {
	const found = await channelForAll(db, channelId, [...new Set(userIds)]);
	return userIds.map((id) => found.get(id));
});

/** Lets in whoever may see the channel. Everyone else is told it is not there, also when it lies in another community. */
export async function enterChannel(
	viewer: Viewer | null,
	channelId: string,
	communityId?: string
): Promise<ChannelAccess> {
	if (!viewer) refuse('sign-in-required');
	const found = await look(channelId, viewer.id);
	if (!found || (communityId !== undefined && found.community.id !== communityId)) refuse('not-found');
	return new ChannelAccess(viewer, found.channel, found.community, found.role);
}
