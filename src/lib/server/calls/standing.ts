import { isHttpError } from '@sveltejs/kit';
import { deafen, deafenWholly, listen, settled, type Listener } from '../realtime/hub';
import type { Visit } from '../auth';
import { enterCall } from './access';

export type Whose = Pick<Visit, 'viewer' | 'loginId'>;
export type Where = { id: string; communityId: string | null };

/** Whether this person may be in the call of this channel now. */
export async function mayCall({ viewer }: Pick<Whose, 'viewer'>, channelId: string): Promise<boolean> {
	try {
		await enterCall(viewer, channelId);
		return true;
	} catch (error) {
		if (isHttpError(error)) return false;
		throw error;
	}
}

/**
 * What stands for somebody's right to be in the call of a channel. It listens to the hub as their sockets do, so whatever takes
 * the channel from them takes this too, deaf first, also while they have no socket.
 */
export abstract class Standing implements Listener {
	readonly topics = new Set<string>();

	constructor(
		readonly whose: Whose,
		readonly channel: Where
	) {
		const { id, communityId } = channel;
		listen(this, `user:${this.userId}`);
		listen(this, `login:${whose.loginId}`);
		listen(this, `head:${id}`);
		if (communityId) listen(this, `community:${communityId}`);
	}

	/** The right is gone: access was taken away, or with `isSignedOut` the login has ended. */
	protected abstract lose(isSignedOut: boolean): void;

	get userId(): string {
		return this.whose.viewer.id;
	}

	/** Whether they hear the channel just now: not while it is decided anew who does. */
	get isHeard(): boolean {
		return this.topics.has(`head:${this.channel.id}`);
	}

	hear(): void {
		// Their sockets hear; this only has to be where those are.
	}

	know(person: Whose['viewer']): void {
		Object.assign(this.whose.viewer, person);
	}

	async refresh(): Promise<void> {
		// When nobody can say whether they may, they may not: a call is soon joined again.
		const ask = () => mayCall(this.whose, this.channel.id).catch(() => false);
		await settled(this.userId, ask, (may) => this.#decide(may));
	}

	reconsider(channelId: string, mayWrite: boolean | undefined): void {
		if (channelId !== this.channel.id) return;
		this.#decide(mayWrite !== undefined && (mayWrite || this.channel.communityId !== null));
	}

	dismiss(): void {
		this.stop();
		this.lose(true);
	}

	/** From now on nothing reaches this any more. */
	stop(): void {
		deafenWholly(this);
	}

	#decide(may: boolean): void {
		if (this.topics.size === 0) return; // it is over already
		if (may) return listen(this, `head:${this.channel.id}`);
		deafen(this, `head:${this.channel.id}`);
		this.stop();
		this.lose(false);
	}
}
