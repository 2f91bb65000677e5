import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Ticket } from '$lib/calls/occupant';
import { config } from '../config';
import { lasting } from '../lasting';
import { log } from '../log';
import { settled } from '../realtime/hub';
import { refuse } from '../refuse';
import { enterCall } from './access';
import { openRoom, tokenFor } from './livekit';
import { meshTicket } from './mesh';
import { loadRoom } from './room-names';
import { grantPass, identityOf } from './rooms';
import type { Whose } from './standing';

/** Tickets of one person in a minute: more than reloads and lost connections ever need. */
const limit = lasting('ticket limit', () => new RateLimiterMemory({ points: 30, duration: 60 }));

/** What a device needs to join the call of a channel. */
export async function giveTicket(whose: Whose, channelId: string, device: string): Promise<Ticket> {
	const { viewer } = whose;
	const { channel } = await enterCall(viewer, channelId);
	if (!(await limit.consume(viewer.id).catch(() => null))) refuse('too-many');
	const { livekit } = config();
	if (!livekit) return meshTicket(viewer.id);
	await openRoom(await loadRoom(channel.id)).catch((error: unknown) => {
		log().warn({ err: error }, 'LiveKit does not answer');
		refuse('calls-unavailable');
	});
	// Nothing that was true before access was taken away opens the room of afterwards.
	const room = await settled(
		viewer.id,
		() => enterCall(viewer, channelId),
		() => grantPass(whose, channel, device)
	);
	const identity = identityOf(viewer.id, device);
	const token = await tokenFor({ room, identity, name: viewer.name }, channel.kind);
	return { engine: 'livekit', url: livekit.url.replace(/^http/, 'ws'), token };
}
