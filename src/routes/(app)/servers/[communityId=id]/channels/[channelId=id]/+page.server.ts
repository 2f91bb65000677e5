import { SKIP_COOKIE, skippedIn } from '$lib/communities/first-steps';
import { callDoors } from '$lib/server/calls/doors';
import { enterChannel } from '$lib/server/channels/access';
import { markDoors } from '$lib/server/unread/doors';
import { historyPage, messageDoors } from '$lib/server/messages/doors';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals, params, url, cookies }) => {
	const access = await enterChannel(locals.viewer, params.channelId, params.communityId);
	const { channel, role } = access;
	const isWanted = !skippedIn(cookies.get(SKIP_COOKIE)).includes(params.communityId);
	const isBeginning = role === 'owner' && channel.isGeneral && channel.lastSeq === 0 && isWanted;
	return { channel, isBeginning, ...(await historyPage(access, url)) };
};

const enter = ({ locals, params }: RequestEvent) => enterChannel(locals.viewer, params.channelId, params.communityId);
const { send, edit, remove, react, pin, unpin } = messageDoors(enter);
const { read, unread, mute, unmute } = markDoors(enter);
const { muteOccupant, disconnectOccupant } = callDoors(enter);

export const actions: Actions = {
	send,
	edit,
	remove,
	react,
	pin,
	unpin,
	read,
	unread,
	mute,
	unmute,
	muteOccupant,
	disconnectOccupant
};
