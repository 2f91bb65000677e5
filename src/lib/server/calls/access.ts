import type { Viewer } from '$lib/accounts/account';
import { enterChannel, type ChannelAccess } from '../channels/access';
import { refuse } from '../refuse';

/**
 * Lets in to the call of a channel whoever may see it: an audio or video channel, or a direct conversation in which the two
 * still reach each other. Other channels have no call.
 */
export async function enterCall(viewer: Viewer, channelId: string): Promise<ChannelAccess> {
	const access = await enterChannel(viewer, channelId);
	if (access.channel.kind === 'text') refuse('not-found');
	if (!access.isInCommunity() && !access.mayWrite) refuse('not-allowed');
	return access;
}
