import type { ServerFrame } from '$lib/realtime/protocol';
import { lasting } from '../lasting';
import { textFrame } from './frame';

/** One open socket, as the hub knows it. */
export type Listener = {
	/** What it hears; only the hub writes it. */
	readonly topics: Set<string>;
	/** A prepared frame. A fleeting one may be dropped for a reader who lags behind. */
	hear(frame: Buffer, isFleeting: boolean): void;
	/** Decides anew what it may hear. */
	refresh(): Promise<void>;
	/** Ends the connection with a close code. */
	dismiss(code: number): void;
};

const rooms = lasting('hub rooms', () => new Map<string, Set<Listener>>());

/** Who listens to a topic just now. */
export function listeners(topic: string): ReadonlySet<Listener> {
	return rooms.get(topic) ?? new Set();
}

/** From now on `listener` hears what is published to `topic` (`channel:ID`, `head:ID`, `community:ID`, `user:ID`, `login:ID`). */
export function listen(listener: Listener, topic: string): void {
	let room = rooms.get(topic);
	if (!room) rooms.set(topic, (room = new Set()));
	room.add(listener);
	listener.topics.add(topic);
}

/** `listener` stops hearing `topic`. */
export function deafen(listener: Listener, topic: string): void {
	const room = rooms.get(topic);
	room?.delete(listener);
	if (room?.size === 0) rooms.delete(topic);
	listener.topics.delete(topic);
}

/** `listener` hears nothing any more: its socket is closed. */
export function deafenWholly(listener: Listener): void {
	for (const topic of [...listener.topics]) deafen(listener, topic);
}

/** Tells everyone on this instance who listens to `topic`: one string and one frame, shared by all. */
export function deliver(topic: string, frame: ServerFrame, isFleeting = false): void {
	const room = rooms.get(topic);
	if (!room) return;
	const prepared = textFrame(JSON.stringify(frame));
	for (const listener of room) listener.hear(prepared, isFleeting);
}

/** Counts revocations, and whose are under way: an answer about access that was read meanwhile is worth nothing. */
const revocations = lasting('revocations', () => ({ begun: 0, underWay: new Map<string, Promise<unknown>>() }));

/**
 * Takes access away, deaf first: this person's sockets stop hearing the topics `isLost` names, then `commit` runs, then what
 * they may hear is decided anew. Nothing written after the commit reaches them, also when they knock in between.
 */
export async function revoke<T>(
	userId: string,
	isLost: (topic: string) => boolean,
	commit: () => Promise<T>
): Promise<T> {
	revocations.begun += 1;
	for (const listener of listeners(`user:${userId}`))
		for (const topic of [...listener.topics]) if (isLost(topic)) deafen(listener, topic);
	const before = revocations.underWay.get(userId);
	const done = Promise.resolve(before)
		.catch(() => undefined)
		.then(commit);
	revocations.underWay.set(userId, done);
	try {
		return await done;
	} finally {
		if (revocations.underWay.get(userId) === done) revocations.underWay.delete(userId);
		await refresh(userId);
	}
}

/** Asks about this person's access until the answer is not older than a revocation. What follows at once may rely on it. */
export async function settled<T>(userId: string, ask: () => Promise<T>): Promise<T> {
	for (;;) {
		await revocations.underWay.get(userId)?.catch(() => undefined);
		const { begun } = revocations;
		const answer = await ask();
		if (begun === revocations.begun) return answer;
	}
}

/** Decides anew what this person's open sockets hear: something about what they may see has changed. */
export async function refresh(userId: string): Promise<void> {
	await Promise.all([...listeners(`user:${userId}`)].map((listener) => listener.refresh()));
}

/** Ends every socket that listens to `topic`, deaf first. */
export function dismiss(topic: string, code: number): void {
	for (const listener of [...listeners(topic)]) {
		deafenWholly(listener);
		listener.dismiss(code);
	}
}
