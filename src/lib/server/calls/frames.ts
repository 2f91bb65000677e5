import type { ClientFrame } from '$lib/realtime/protocol';
import { config } from '../config';
import { settled } from '../realtime/hub';
import { refuse } from '../refuse';
import { enterCall } from './access';
import { relay } from './mesh';
import { admit, change, end, held, type Window } from './occupancy';
import { decline, ring } from './ringing';
import { loadRoom } from './room-names';

type CallFrame = Extract<ClientFrame, { type: `call.${string}` }>;
export const isAboutCall = (frame: ClientFrame): frame is CallFrame => frame.type.startsWith('call.');

type Join = Extract<CallFrame, { type: 'call.join' }>;
async function join(window: Window, { channelId, device, isMuted, isDeaf, hasCamera, isSharing }: Join): Promise<void> {
	const { viewer } = window.visit;
	await settled(
		viewer.id,
		async () => {
			const access = await enterCall(viewer, channelId);
			if (config().livekit) await loadRoom(channelId);
			return access;
		},
		(access) => {
			if (window.isOpen) admit(access, window, device, { isMuted, isDeaf, hasCamera, isSharing });
		}
	);
}

/** What a window says about calls. */
export async function answerCall(window: Window, frame: CallFrame): Promise<void> {
	const { channelId } = frame;
	if (frame.type === 'call.join') return join(window, frame);
	if (frame.type === 'call.signal') return relay(window, frame);
	if (frame.type === 'call.ring') return ring(window, channelId, frame.hasCamera);
	if (frame.type === 'call.decline') return decline(window, channelId);
	const place = held(window, channelId) ?? refuse('not-found');
	if (frame.type === 'call.leave') return end(place, 'left');
	const { isMuted, isDeaf, hasCamera, isSharing } = frame;
	change(place, { isMuted, isDeaf, hasCamera, isSharing });
}
