import type { RoomServiceClient, WebhookEvent } from 'livekit-server-sdk';
import type { ChannelKind } from '$lib/channels/channel';
import { config } from '../config';
import { lasting } from '../lasting';

/** How long LiveKit may take to answer, in seconds: whoever wants to join waits for it. */
const PATIENCE = 2;
/** How long a token opens its room, in seconds: as long as connecting takes. */
const TOKEN_FOR = 120;

// Loaded when it is needed: most installations never do.
const sdk = () => import('livekit-server-sdk');

const settings = () => {
	const { livekit } = config();
	if (!livekit) throw new Error('There is no LiveKit here.');
	return livekit;
};

const client = lasting('livekit client', () => ({ current: undefined as Promise<RoomServiceClient> | undefined }));
function service(): Promise<RoomServiceClient> {
	return (client.current ??= sdk().then(({ RoomServiceClient }) => {
		const { url, apiKey, apiSecret } = settings();
		return new RoomServiceClient(url, apiKey, apiSecret, { requestTimeout: PATIENCE, failover: false });
	}));
}

const isNotThere = (error: unknown) => (error as { status?: number }).status === 404;

/** A token that opens exactly this room to this device, to send what the kind of channel allows and nothing else. */
export async function tokenFor(
	{ room, identity, name }: { room: string; identity: string; name: string },
	kind: ChannelKind
): Promise<string> {
	const { AccessToken, TrackSource } = await sdk();
	const { apiKey, apiSecret } = settings();
	const token = new AccessToken(apiKey, apiSecret, { identity, name, ttl: TOKEN_FOR });
	const { MICROPHONE, CAMERA, SCREEN_SHARE, SCREEN_SHARE_AUDIO } = TrackSource;
	token.addGrant({
		roomJoin: true,
		room,
		canPublish: true,
		canPublishSources: kind === 'audio' ? [MICROPHONE] : [MICROPHONE, CAMERA, SCREEN_SHARE, SCREEN_SHARE_AUDIO],
		canSubscribe: true,
		canPublishData: false,
		canUpdateOwnMetadata: false
	});
	return token.toJwt();
}

/** Makes a room, or leaves it as it is; fails when LiveKit does not answer. */
export async function openRoom(name: string): Promise<void> {
	await (await service()).createRoom({ name, emptyTimeout: 120, departureTimeout: 20 });
}

export async function closeRoom(name: string): Promise<void> {
	await (await service()).deleteRoom(name).catch((error) => isNotThere(error) || Promise.reject(error));
}

/** Puts a device out of a room, if it is in it. */
export async function putOut(room: string, identity: string): Promise<void> {
	await (
		await service()
	)
		.removeParticipant(room, identity)
		.catch((error) => isNotThere(error) || Promise.reject(error));
}

/** The names of all rooms that are open. */
export async function roomsOpen(): Promise<string[]> {
	return (await (await service()).listRooms()).map(({ name }) => name);
}

/** Who is in a room. */
export async function identitiesIn(room: string): Promise<string[]> {
	const found = await (
		await service()
	)
		.listParticipants(room)
		.catch((error) => (isNotThere(error) ? [] : Promise.reject(error)));
	return found.map(({ identity }) => identity);
}

/** Makes LiveKit send nothing any more of what this device's microphone says, until it is turned on again there. */
export async function silence(room: string, identity: string): Promise<void> {
	const [{ TrackSource }, rooms] = [await sdk(), await service()];
	const { tracks } = await rooms.getParticipant(room, identity);
	for (const { sid, source, muted } of tracks)
		if (source === TrackSource.MICROPHONE && !muted) await rooms.mutePublishedTrack(room, identity, sid, true);
}

/** What LiveKit tells us, if it is LiveKit. */
export async function readHook(body: string, authorization: string): Promise<WebhookEvent> {
	const { WebhookReceiver } = await sdk();
	const { apiKey, apiSecret } = settings();
	return new WebhookReceiver(apiKey, apiSecret).receive(body, authorization);
}
