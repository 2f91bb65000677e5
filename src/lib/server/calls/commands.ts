import type { AuditAction } from '$lib/audit/entry';
import { powersOver } from '$lib/members/powers';
import { record } from '../audit/record';
import type { CommunityChannelAccess } from '../channels/access';
import { config } from '../config';
import { db } from '../db';
import { retrying } from '../db/retry';
import { demandNow, memberBelow } from '../members/standing';
import { refuse } from '../refuse';
import { change, end, placeOf, type Place } from './occupancy';
import { silenceIn } from './rooms';

/** The device that is meant, if whoever means it may; the deed is written down. */
async function moderated(access: CommunityChannelAccess, device: string, action: AuditAction): Promise<Place> {
	access.demand('calls.moderate');
	const { channel, community } = access;
	const place = placeOf(channel.id, device) ?? refuse('not-found');
	await retrying(() =>
		db.transaction().execute(async (trx) => {
			const mine = await demandNow(trx, access, 'calls.moderate');
			const target = await memberBelow(trx, mine, community.id, place.userId);
			if (!powersOver(mine, target.role).moderateCalls) refuse('not-allowed');
			await record(trx, access, { action, target, detail: `in #${channel.name}` });
		})
	);
	return place;
}

/** Turns somebody's microphone off. They may turn it on again. */
export async function muteOccupant(access: CommunityChannelAccess, device: string): Promise<void> {
	const place = await moderated(access, device, 'call.muted');
	const { channel } = access;
	change(place, { ...place.state, isMuted: true });
	if (config().livekit) silenceIn(channel.id, place);
	place.say({ type: 'call.muted', channelId: channel.id, device });
}

/** Puts somebody out of the call. They may come again, for as long as they see the channel. */
export async function disconnectOccupant(access: CommunityChannelAccess, device: string): Promise<void> {
	end(await moderated(access, device, 'call.disconnected'), 'removed');
}
