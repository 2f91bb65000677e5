import type { Viewer } from '$lib/accounts/account';
import type { Person } from '$lib/members/people';
import { enterChannel, type ChannelAccess } from '../channels/access';
import { db } from '../db';
import { refuse } from '../refuse';
import { betweenTwo, type Between } from './queries';

/** Proof that `viewer` may know of `person` and see what they said to each other. Only `enterDirect`, below, hands one out. */
class PairAccess {
	protected readonly isOneOfTwo = true; // an object literal cannot pretend to be one
	readonly person: Person;
	/** Whether the two are in a server together. */
	readonly isNear: boolean;
	/** Whether the viewer blocked the other one: only they are told. */
	readonly isBlocked: boolean;
	readonly isGone: boolean;
	readonly mayWrite: boolean;

	constructor(
		readonly viewer: Viewer,
		{ person, isNear, isBlocked, isBlocking, isGone }: Between,
		/** Their conversation; null until something was said. */
		readonly conversation: ChannelAccess | null
	) {
		this.person = person;
		this.isNear = isNear;
		this.isBlocked = isBlocked;
		this.isGone = isGone;
		this.mayWrite = !isBlocked && !isBlocking && !isGone;
	}

	get isAlone(): boolean {
		return this.viewer.id === this.person.id;
	}
}
export type { PairAccess };

/**
 * Lets a viewer in to what is between them and another person: they have talked, or are in a server together, or are one. To
 * everybody else that person does not exist.
 */
export async function enterDirect(viewer: Viewer | null, userId: string): Promise<PairAccess> {
	if (!viewer) refuse('sign-in-required');
	const between = (await betweenTwo(db, viewer.id, userId)) ?? refuse('not-found');
	const conversation = between.channelId ? await enterChannel(viewer, between.channelId) : null;
	return new PairAccess(viewer, between, conversation);
}

/** The conversation itself, for whatever needs one; not there until something was said. */
export async function enterConversation(viewer: Viewer | null, userId: string): Promise<ChannelAccess> {
	return (await enterDirect(viewer, userId)).conversation ?? refuse('not-found');
}
