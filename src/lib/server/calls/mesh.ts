import { createHmac } from 'node:crypto';
import { MESH_MOST, type Ticket } from '$lib/calls/occupant';
import { config } from '../config';
import { refuse } from '../refuse';
import { held, placeOf, type Window } from './occupancy';

/** How long the words for the relay work, in seconds: a call may last, and asks for its ticket again when it is joined anew. */
const RELAY_FOR = 6 * 3600;

/** Hands a note to one other device inside the same call. Who it is from is our word; what it says is theirs. */
export function relay(window: Window, note: { channelId: string; to: string; data: string }): void {
	const { channelId, to, data } = note;
	const from = held(window, channelId) ?? refuse('not-found');
	const target = placeOf(channelId, to);
	// Deaf first: while somebody's access is taken away nothing passes, either way.
	if (config().livekit || !target || target === from || !from.isHeard || !target.isHeard) return;
	target.say({ type: 'call.signal', channelId, from: from.device, data });
}

/** Words for the relay that end by themselves, as coturn's `use-auth-secret` reads them. */
function relayWords(secret: string, userId: string, now: number) {
	const username = `${Math.floor(now / 1000) + RELAY_FOR}:${userId}`;
	return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

/** How the devices of a call find each other. */
export function meshTicket(userId: string, now = Date.now()): Ticket {
	const { iceServers, turn, isRelayOnly } = config().mesh;
	const relays = turn ? [{ urls: turn.urls, ...relayWords(turn.secret, userId, now) }] : [];
	return { engine: 'mesh', iceServers: [...iceServers, ...relays], isRelayOnly, most: MESH_MOST };
}
