import { lasting } from '../lasting';
import { log } from '../log';
import { config } from '../config';
import { closeRoom, identitiesIn, putOut, roomsOpen, silence } from './livekit';
import { end, placeOf, placesIn, watchCalls, type Place } from './occupancy';
import { clearPasses, Pass, passOf } from './passes';
import { channelOfRoom, keepName, loadRoom, renameRoom, roomNow } from './room-names';
import { mayCall, type Where, type Whose } from './standing';

/** The first pause before LiveKit is asked again to put somebody out, and the longest, in milliseconds. */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5_000;
/** How long whoever is inside has to come over into the room of another name, in milliseconds. */
const MOVE_WITHIN = 10_000;
/** Whoever is in a room must have a place in the call within this time, in milliseconds. */
const PLACE_WITHIN = 10_000;
/** After a start people come back to their places; who has none is left alone for so long, in milliseconds. */
const RETURN_WITHIN = 60_000;
/** A device that lost its connection to LiveKit has so long to be back, in milliseconds. */
const BACK_WITHIN = 8_000;
const LOOK_EVERY = 15_000;

const state = lasting('livekit rooms', () => ({
	since: Date.now(),
	pending: new Map<string, Promise<void>>(),
	/** Who was seen in a room without a place, and when first. */
	strays: new Map<string, number>(),
	timer: undefined as NodeJS.Timeout | undefined,
	isStopping: false
}));

export const identityOf = (userId: string, device: string) => `${userId}:${device}`;
const partsOf = (identity: string) =>
	/^(\d{1,20}):([\w-]{16,40})$/.exec(identity)?.slice(1) as [string, string] | undefined;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Does something, most of it at LiveKit, and again until it is done. What is under way under the same name is not begun twice. */
function insist(name: string, deed: () => Promise<unknown>): void {
	if (state.pending.has(name)) return;
	const run = async () => {
		for (let wait = FIRST_PAUSE; !state.isStopping; wait = Math.min(2 * wait, LONGEST_PAUSE)) {
			try {
				await deed();
				return;
			} catch (error) {
				log().warn({ err: error, name }, 'it was not done; it is tried again');
				await pause(wait);
			}
		}
	};
	state.pending.set(
		name,
		run().finally(() => state.pending.delete(name))
	);
}

/** Puts a device out of a room, as soon as LiveKit answers. */
function expel(room: string, identity: string): void {
	insist(`expel ${room} ${identity}`, () => putOut(room, identity));
}

const tellMoved = (place: Place) =>
	place.say({ type: 'call.moved', channelId: place.channel.id, device: place.device });

/** Lets whoever is inside come over into a room of another name, of which the one who lost access has no token. */
function moveOn(channelId: string, withoutId: string): void {
	const old = roomNow(channelId);
	renameRoom(channelId);
	insist(`keep ${roomNow(channelId)}`, () => keepName(channelId));
	for (const place of placesIn(channelId)) if (place.userId !== withoutId) tellMoved(place);
	setTimeout(() => insist(`close ${old}`, () => closeRoom(old)), MOVE_WITHIN).unref();
}

/** Somebody who held tokens for a channel's room may not be there any more. */
function lost(pass: Pass, isSignedOut: boolean): void {
	const { channel, devices, userId, room } = pass;
	for (const device of devices) expel(room, identityOf(userId, device));
	// Their other logins may go on: it is only this one that ended. And of many who go at once the first one is enough.
	if (!isSignedOut && room === roomNow(channel.id)) moveOn(channel.id, userId);
}

/** Remembers that a device gets a token for the room of a channel, which is the answer; `loadRoom` was asked before. */
export function grantPass(whose: Whose, channel: Where, device: string): string {
	const room = roomNow(channel.id);
	Pass.give(whose, channel, device, lost).room = room;
	return room;
}

/** Somebody has a place now. After a start of ours they may be in the room with a token that we know nothing of. */
function came(place: Place): void {
	const { whose, channel, device } = place;
	const pass = passOf(whose.viewer.id, channel.id);
	if (!pass?.devices.has(device)) grantPass(whose, channel, device);
	// The name changed between their ticket and now.
	else if (pass.room !== roomNow(channel.id)) tellMoved(place);
}

/** LiveKit says that a device is gone from a room, or the whole room is: if it does not come back, its place is given up. */
export function departed(room: string, identity?: string): void {
	const channelId = channelOfRoom(room);
	if (!channelId) return;
	const [, device] = (identity && partsOf(identity)) || [];
	const isMeant = (place: Place) => !device || identityOf(place.userId, place.device) === identity;
	const places = placesIn(channelId).filter(isMeant);
	if (places.length === 0) return;
	const look = async () => {
		if ((await loadRoom(channelId)) !== room) return; // they have come over, or are about to
		const inside = new Set(await identitiesIn(room));
		for (const place of places) if (!inside.has(identityOf(place.userId, place.device))) end(place, 'unavailable');
	};
	setTimeout(() => void look().catch(() => undefined), BACK_WITHIN).unref();
}

/** Whether somebody who is in the room, by their identity, is so by right. */
async function judge(room: string, channelId: string, identity: string): Promise<'right' | 'wrong' | 'unclear'> {
	const [userId, device] = partsOf(identity) ?? [];
	if (!userId || !device || room !== roomNow(channelId)) return 'wrong';
	if (placeOf(channelId, device)?.userId === userId) return 'right';
	const pass = passOf(userId, channelId);
	const viewer = { id: userId, handle: '', name: '', avatarUrl: null };
	if (!(await mayCall({ viewer }, channelId))) return 'wrong';
	const isBack = Date.now() - state.since < RETURN_WITHIN;
	return pass?.devices.has(device) || isBack ? 'unclear' : 'wrong';
}

/** Makes LiveKit keep a device's microphone from the others, whatever its browser does about it. */
export function silenceIn(channelId: string, { userId, device }: Place): void {
	void silence(roomNow(channelId), identityOf(userId, device)).catch((error: unknown) =>
		log().warn({ err: error, channelId }, 'a microphone could not be muted at LiveKit')
	);
}

/** LiveKit says that somebody came into a room. */
export async function arrived(room: string, identity: string): Promise<void> {
	const channelId = channelOfRoom(room);
	if (!channelId) return;
	await loadRoom(channelId);
	if ((await judge(room, channelId, identity)) === 'wrong') expel(room, identity);
}

/** Compares who is in a room with who has a place in its call. */
async function lookInto(room: string, channelId: string): Promise<void> {
	await loadRoom(channelId);
	// Those who come over are still in the room of the old name for a moment.
	if (room !== roomNow(channelId))
		return void setTimeout(() => void closeRoom(room).catch(() => undefined), MOVE_WITHIN).unref();
	for (const identity of await identitiesIn(room)) {
		const verdict = await judge(room, channelId, identity);
		const name = `${room} ${identity}`;
		const since = state.strays.get(name) ?? Date.now();
		if (verdict === 'unclear') state.strays.set(name, since);
		else state.strays.delete(name);
		const patience = Date.now() - state.since < RETURN_WITHIN ? RETURN_WITHIN : PLACE_WITHIN;
		if (verdict === 'wrong' || (verdict === 'unclear' && Date.now() - since >= patience)) {
			state.strays.delete(name);
			expel(room, identity);
		}
	}
}

/** Looks into all rooms of ours: what LiveKit could not tell us, or what we could not do before we ended, is made good here. */
async function lookIntoRooms(): Promise<void> {
	clearPasses(({ channel, userId }) => placesIn(channel.id).some((place) => place.userId === userId));
	for (const room of await roomsOpen()) {
		const channelId = channelOfRoom(room);
		if (channelId) await lookInto(room, channelId);
	}
}

/** Looks into the rooms now and from time to time, if there is a LiveKit. */
export function startLooking(): void {
	if (!config().livekit) return;
	watchCalls('livekit', {
		came,
		left: ({ channel, userId, device }, how) => {
			// Whoever left by themselves is on the way out, and may come back at once.
			if (how !== 'left') expel(roomNow(channel.id), identityOf(userId, device));
		}
	});
	const look = () =>
		void lookIntoRooms().catch((error: unknown) => log().warn({ err: error }, 'LiveKit does not answer'));
	state.timer ??= setInterval(look, LOOK_EVERY).unref();
	look();
}

export function stopLooking(): void {
	state.isStopping = true;
	clearInterval(state.timer);
	state.timer = undefined;
}
