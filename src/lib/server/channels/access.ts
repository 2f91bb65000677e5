import type { Viewer } from '$lib/accounts/account';
import type { AnyChannel, Channel, DirectChannel } from '$lib/channels/channel';
import type { Community } from '$lib/communities/community';
import { mayWriteIn, permissionsInDirect, permissionsOf, type Permission, type Role } from '$lib/permissions';
import { Access } from '../access';
import { db } from '../db';
import { refuse } from '../refuse';
import { inRounds } from '../rounds';
import { channelForAll } from './queries';

/** Proof that `viewer` may see `channel`. Only `enterChannel`, below, hands one out; commands ask for it. */
abstract class ChannelAccess extends Access {
	abstract readonly channel: AnyChannel;
	/** Where the channel lies and what the viewer is there; neither in a direct conversation. */
	abstract readonly community: Community | null;
	abstract readonly role: Role | null;
	/** Whether the viewer may write here now. */
	abstract readonly mayWrite: boolean;

	isInCommunity(): this is CommunityChannelAccess {
		return this.community !== null;
	}
}

class CommunityChannelAccess extends ChannelAccess {
	protected readonly isVisitor = true; // an object literal cannot pretend to be one

	constructor(
		viewer: Viewer,
		readonly channel: Channel,
		readonly community: Community,
		readonly role: Role
	) {
		super(viewer, permissionsOf(role));
	}

	get mayWrite(): boolean {
		return mayWriteIn(this.channel.isReadOnly, this.role);
	}
}

class DirectAccess extends ChannelAccess {
	protected readonly isParticipant = true;
	readonly community = null;
	readonly role = null;

	constructor(
		viewer: Viewer,
		readonly channel: DirectChannel,
		/** One of the two blocked the other: they may read what they wrote, and no more. */
		private readonly isCut: boolean
	) {
		super(viewer, isCut ? new Set<Permission>() : permissionsInDirect);
	}

	get mayWrite(): boolean {
		return !this.isCut;
	}
}
export type { ChannelAccess, CommunityChannelAccess };

// Many people write in one channel at the same moment: they are looked up together.
const look = inRounds(async (channelId, userIds: string[]) => {
	const found = await channelForAll(db, channelId, [...new Set(userIds)]);
	return userIds.map((id) => found.get(id));
});

/** Lets in whoever may see the channel. Everyone else is told it is not there, also when it lies in another community. */
export async function enterChannel(viewer: Viewer | null, channelId: string): Promise<ChannelAccess>;
export async function enterChannel(
	viewer: Viewer | null,
	channelId: string,
	communityId: string
): Promise<CommunityChannelAccess>;
export async function enterChannel(
	viewer: Viewer | null,
	channelId: string,
	communityId?: string
): Promise<ChannelAccess> {
	if (!viewer) refuse('sign-in-required');
	const found = await look(channelId, viewer.id);
	if (!found) refuse('not-found');
	if (communityId !== undefined && found.community?.id !== communityId) refuse('not-found');
	return found.community
		? new CommunityChannelAccess(viewer, found.channel, found.community, found.role)
		: new DirectAccess(viewer, found.channel, found.isCut);
}
