import { isHttpError } from '@sveltejs/kit';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { RingEnd } from '$lib/calls/occupant';
import type { CallLine } from '$lib/messages/message';
import type { ServerFrame } from '$lib/realtime/protocol';
import { enterChannel } from '../channels/access';
import { config } from '../config';
import { db } from '../db';
import { peopleOf } from '../direct/queries';
import { lasting } from '../lasting';
import { log } from '../log';
import { writeCallLine } from '../messages/call-line';
import { publish } from '../realtime/bus';
import { refuse } from '../refuse';
import { enterCall } from './access';
import { held, placesIn, watchCalls, whereIs, type Place, type Window } from './occupancy';
import type { Whose } from './standing';

type Viewer = Whose['viewer'];
type Ring = { caller: Viewer; calleeId: string; hasCamera: boolean; until: Date; timer: NodeJS.Timeout };
/** A call of two that was answered, from the first moment both were inside. */
type Talk = { caller: Viewer; people: Set<string>; hasCamera: boolean; since: number | undefined };

const rings = lasting('rings', () => new Map<string, Ring>());
const talks = lasting('talks', () => new Map<string, Talk>());
/** How often one of two may ring in a minute. */
const limit = lasting('ring limit', () => new RateLimiterMemory({ points: 6, duration: 60 }));

/** Writes the line of a call. Where nothing may be written any more, there is none. */
async function note(caller: Viewer, channelId: string, call: CallLine, knowing: string[]): Promise<void> {
	try {
		await writeCallLine(await enterChannel(caller, channelId), call, knowing);
	} catch (error) {
		if (!isHttpError(error)) log().error({ err: error, channelId }, 'the line of a call could not be written');
	}
}

const ringing = (channelId: string, { caller, hasCamera, until }: Ring): ServerFrame => ({
	type: 'call.ringing',
	channelId,
	from: { id: caller.id, name: caller.name, avatarUrl: caller.avatarUrl },
	hasCamera,
	until: until.toISOString()
});

function tellEnd(channelId: string, userIds: string[], why: RingEnd): void {
	for (const userId of userIds) publish(`user:${userId}`, { type: 'call.ring-ended', channelId, why });
}

/** Whoever did not answer finds a line about it; whoever called knows. */
function stop(channelId: string, why: RingEnd): void {
	const ring = rings.get(channelId);
	if (!ring) return;
	const { caller, calleeId, hasCamera, timer } = ring;
	rings.delete(channelId);
	clearTimeout(timer);
	tellEnd(channelId, [caller.id, calleeId], why);
	if (why === 'accepted') return;
	const outcome = why === 'declined' ? 'declined' : 'missed';
	void note(caller, channelId, { outcome, hasCamera, seconds: 0 }, [caller.id]);
}

/** Asks the other one of a conversation into the call that this window is in. */
export async function ring(window: Window, channelId: string, hasCamera: boolean): Promise<void> {
	const { viewer } = window.visit;
	const place = held(window, channelId);
	if (place?.kind !== 'direct') refuse('not-found');
	await enterCall(viewer, channelId);
	const other = (await peopleOf(db, viewer.id, [channelId])).get(channelId);
	// Still inside, after the question; alone with oneself there is nobody to ask.
	if (held(window, channelId) !== place || !other || other.id === viewer.id || rings.has(channelId)) return;
	const theirs = whereIs(other.id);
	if (theirs?.channel.id === channelId) return;
	if (!(await limit.consume(`${viewer.id} ${channelId}`).catch(() => null))) refuse('too-many');
	if (rings.has(channelId) || held(window, channelId) !== place) return;
	const { ringFor } = config();
	const until = new Date(Date.now() + ringFor);
	const timer = setTimeout(() => stop(channelId, 'missed'), ringFor).unref();
	rings.set(channelId, { caller: viewer, calleeId: other.id, hasCamera, until, timer });
	const talk = talks.get(channelId);
	if (talk && talk.since === undefined) talk.caller = viewer;
	if (theirs) return stop(channelId, 'busy');
	publish(`user:${other.id}`, ringing(channelId, rings.get(channelId)!));
}

/** Whoever is asked does not want to. */
export function decline(window: Window, channelId: string): void {
	const ring = rings.get(channelId);
	if (ring?.calleeId !== window.visit.viewer.id) refuse('not-found');
	stop(channelId, 'declined');
}

/** Tells a window that has just come of the rings that are meant for its person. */
export function tellRings(window: Pick<Window, 'visit' | 'say'>): void {
	for (const [channelId, ring] of rings)
		if (ring.calleeId === window.visit.viewer.id) window.say(ringing(channelId, ring));
}

function came({ channel, kind, userId, whose, state }: Place): void {
	if (kind !== 'direct') return;
	const talk = talks.get(channel.id) ?? {
		...{ caller: whose.viewer, people: new Set<string>(), hasCamera: false, since: undefined }
	};
	talks.set(channel.id, talk);
	talk.people.add(userId);
	talk.hasCamera ||= state.hasCamera;
	if (new Set(placesIn(channel.id).map((place) => place.userId)).size > 1) talk.since ??= Date.now();
	if (rings.get(channel.id)?.calleeId === userId) stop(channel.id, 'accepted');
}

function left({ channel, kind, userId }: Place): void {
	if (kind !== 'direct') return;
	if (rings.get(channel.id)?.caller.id === userId) stop(channel.id, 'cancelled');
	if (placesIn(channel.id).length > 0) return;
	const talk = talks.get(channel.id);
	talks.delete(channel.id);
	if (talk?.since === undefined) return;
	const { caller, hasCamera, people, since } = talk;
	const seconds = Math.round((Date.now() - since) / 1000);
	void note(caller, channel.id, { outcome: 'ended', hasCamera, seconds }, [...people]);
}

watchCalls('ringing', { came, left });
