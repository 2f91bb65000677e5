import { MESH_MOST, MESH_MOST_SEEN, type CallEnd, type Occupant, type OccupantState } from '$lib/calls/occupant';
import type { ChannelKind } from '$lib/channels/channel';
import type { ServerFrame } from '$lib/realtime/protocol';
import type { ChannelAccess } from '../channels/access';
import { isLiving } from '../channels/queries';
import { config } from '../config';
import { db } from '../db';
import { lasting } from '../lasting';
import { publish } from '../realtime/bus';
import { Standing, type Whose } from './standing';

/** A reload closes the socket and opens another: a place is kept for so long, in milliseconds. */
const GRACE = 8_000;
/** Who is inside is told at most once in this time, in milliseconds. */
const GATHER = 500;
/** A call that is over is remembered for whoever was deaf when it ended, in milliseconds. */
const REMEMBER = 60_000;

/** A socket, as calls know it. */
export type Window = {
	readonly visit: Whose;
	readonly isOpen: boolean;
	say(frame: ServerFrame): void;
};

type Call = { places: Map<string, Place>; isToldLately: boolean; isNews: boolean; forgetting?: NodeJS.Timeout };
const calls = lasting('calls', () => new Map<string, Call>());
/** Where each person is: in one call at most. */
const whereabouts = lasting('whereabouts', () => new Map<string, Place>());

/** What other parts want to know of: somebody came or is another way now, or is not inside any more. */
type Watcher = { came?: (place: Place) => void; left?: (place: Place, how: CallEnd | 'left' | 'lost') => void };
const watchers = lasting('call watchers', () => new Map<string, Watcher>());
/** Under one name there is one watcher: a hot reload puts the new one in place of the old. */
export function watchCalls(name: string, watcher: Watcher): void {
	watchers.set(name, watcher);
}

const stopping = lasting('calls stopping', () => ({ isSo: false }));
/** This process ends; the calls do not. Everybody comes back to whoever is next with the places they had. */
export function leaveCallsAlone(): void {
	stopping.isSo = true;
}

/** The place of one device in a call. */
export class Place extends Standing {
	window: Window | undefined;
	#leaving: NodeJS.Timeout | undefined;

	constructor(
		window: Window,
		{ channel }: ChannelAccess,
		readonly kind: ChannelKind,
		readonly device: string,
		public state: OccupantState
	) {
		super(window.visit, channel);
		this.window = window;
	}

	get occupant(): Occupant {
		const { id, name, avatarUrl } = this.whose.viewer;
		return { device: this.device, userId: id, name, avatarUrl, ...this.state };
	}

	say(frame: ServerFrame): void {
		this.window?.say(frame);
	}

	/** The same device on a socket, perhaps a new one. */
	hold(window: Window): void {
		clearTimeout(this.#leaving);
		this.window = window;
	}

	/** Nobody knows whether they come back. */
	waver(): void {
		this.window = undefined;
		clearTimeout(this.#leaving);
		if (!stopping.isSo) this.#leaving = setTimeout(() => end(this, 'lost'), GRACE).unref();
	}

	override stop(): void {
		clearTimeout(this.#leaving);
		super.stop();
	}

	protected lose(isSignedOut: boolean): void {
		if (isSignedOut) return end(this, 'removed');
		const { window } = this;
		const tell = (why: CallEnd) =>
			window?.say({ type: 'call.ended', channelId: this.channel.id, device: this.device, why });
		// Out at once; which words go with it takes a question.
		this.window = undefined;
		end(this, 'removed');
		// Between two nobody moderates: one of them blocked the other, or has no account any more.
		if (this.kind === 'direct') return tell('gone');
		void isLiving(db, this.channel.id).then(
			(isThere) => tell(isThere ? 'removed' : 'gone'),
			() => tell('gone')
		);
	}
}

function news(channelId: string): void {
	const call = calls.get(channelId);
	if (!call) return;
	if (call.isToldLately) {
		call.isNews = true;
		return;
	}
	call.isToldLately = true;
	call.isNews = false;
	publish(`head:${channelId}`, whoIsIn(channelId));
	setTimeout(() => {
		call.isToldLately = false;
		if (call.isNews) news(channelId);
	}, GATHER).unref();
}

const whoIsIn = (channelId: string): ServerFrame => ({
	type: 'call.occupants',
	channelId,
	occupants: occupantsOf(channelId)
});

/** Who is inside the call of a channel. */
export function occupantsOf(channelId: string): Occupant[] {
	return [...(calls.get(channelId)?.places.values() ?? [])].map(({ occupant }) => occupant);
}

/** The same for those of these channels in which somebody is. */
export function occupantsIn(channelIds: Iterable<string>): Record<string, Occupant[]> {
	const entries = [...channelIds].map((id) => [id, occupantsOf(id)] as const);
	return Object.fromEntries(entries.filter(([, occupants]) => occupants.length > 0));
}

/** How many devices are inside each call. */
export const callSizes = () => [...calls.values()].map(({ places }) => places.size).filter((size) => size > 0);

/** Tells one window about those of these channels in which there is a call, or was one a moment ago. */
export function tellCalls(window: Pick<Window, 'say'>, channelIds: Iterable<string>): void {
	for (const id of channelIds) if (calls.has(id)) window.say(whoIsIn(id));
}

export const placesIn = (channelId: string): Place[] => [...(calls.get(channelId)?.places.values() ?? [])];

/** The device of this name inside the call of a channel. */
export const placeOf = (channelId: string, device: string): Place | undefined =>
	calls.get(channelId)?.places.get(device);

/** Where a person is. */
export const whereIs = (userId: string): Place | undefined => whereabouts.get(userId);

/** The place that this window holds in the call of a channel. */
export function held(window: Window, channelId: string): Place | undefined {
	const place = whereabouts.get(window.visit.viewer.id);
	return place?.window === window && place.channel.id === channelId ? place : undefined;
}

const isSeen = ({ hasCamera, isSharing }: OccupantState) => hasCamera || isSharing;

/** What a device says of itself as far as it may be so: nobody is seen in an audio channel, nor in a mesh of too many. */
function allowed(state: OccupantState, kind: ChannelKind, inside: number): OccupantState {
	const isTooMany = !config().livekit && inside > MESH_MOST_SEEN;
	return kind === 'audio' || isTooMany ? { ...state, hasCamera: false, isSharing: false } : state;
}

/** Whether the mesh has no room for one more besides these. */
function isFull(others: Place[]): boolean {
	if (config().livekit) return false;
	return others.length >= (others.some(({ state }) => isSeen(state)) ? MESH_MOST_SEEN : MESH_MOST);
}

/** Gives a device a place in the call that `access` opens, or the place it had. Says who else is inside, or why it is not. */
export function admit(access: ChannelAccess, window: Window, device: string, wish: OccupantState): void {
	const { id, kind } = access.channel;
	const { viewer } = window.visit;
	const refused = (why: CallEnd) => window.say({ type: 'call.ended', channelId: id, device, why });
	const known = whereabouts.get(viewer.id);
	// Another login stands on its own: the place must end with the one it was taken by.
	if (known?.device === device && known.whose.loginId !== window.visit.loginId) end(known, 'lost');
	const before = whereabouts.get(viewer.id);
	const others = placesIn(id).filter(({ userId }) => userId !== viewer.id);
	if (others.some((other) => other.device === device)) return refused('unavailable');
	const state = allowed(wish, kind, others.length + 1);
	if (before?.channel.id === id && before.device === device) {
		// A tab that was copied is the same device: the newer one has the place.
		if (before.window && before.window !== window && before.window.isOpen)
			before.say({ type: 'call.ended', channelId: id, device, why: 'elsewhere' });
		before.hold(window);
		before.state = state;
		return settle(before);
	}
	if (isFull(others)) return refused('full');
	if (before) end(before, 'elsewhere');
	const place = new Place(window, access, kind, device, state);
	const call = calls.get(id) ?? { places: new Map<string, Place>(), isToldLately: false, isNews: false };
	clearTimeout(call.forgetting);
	calls.set(id, call);
	call.places.set(device, place);
	whereabouts.set(viewer.id, place);
	settle(place);
}

function settle(place: Place): void {
	const { channel, device } = place;
	const occupants = placesIn(channel.id)
		.filter((other) => other !== place)
		.map(({ occupant }) => occupant);
	place.say({ type: 'call.joined', channelId: channel.id, device, occupants });
	for (const { came } of watchers.values()) came?.(place);
	news(channel.id);
}

/** A device says how it is now. */
export function change(place: Place, wish: OccupantState): void {
	const state = allowed(wish, place.kind, placesIn(place.channel.id).length);
	const isOther = (['isMuted', 'isDeaf', 'hasCamera', 'isSharing'] as const).some(
		(name) => state[name] !== place.state[name] || state[name] !== wish[name]
	);
	if (!isOther) return;
	place.state = state;
	for (const { came } of watchers.values()) came?.(place);
	news(place.channel.id);
}

/** Takes a device out of its call. Whoever left by themselves is told nothing. */
export function end(place: Place, how: CallEnd | 'left' | 'lost'): void {
	const { channel, device, userId } = place;
	const call = calls.get(channel.id);
	if (call?.places.get(device) !== place) return;
	place.stop();
	call.places.delete(device);
	if (whereabouts.get(userId) === place) whereabouts.delete(userId);
	if (call.places.size === 0)
		call.forgetting = setTimeout(() => {
			if (call.places.size === 0 && calls.get(channel.id) === call) calls.delete(channel.id);
		}, REMEMBER).unref();
	if (how !== 'left' && how !== 'lost') place.say({ type: 'call.ended', channelId: channel.id, device, why: how });
	for (const { left } of watchers.values()) left?.(place, how);
	news(channel.id);
}

/** A window is closed; if it was in a call, its place is kept for a moment. */
export function wander(window: Window): void {
	const place = whereabouts.get(window.visit.viewer.id);
	if (place?.window === window) place.waver();
}
