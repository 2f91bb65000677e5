import type { ServerFrame } from '$lib/realtime/protocol';
import { counts } from '../counts';
import { lasting } from '../lasting';
import { oneByOne } from '../one-by-one';
import { textFrame } from './frame';

/** Somebody as they are shown. */
type Shown = { id: string; name: string; handle: string; avatarUrl: string | null };

/** One open socket, as the hub knows it. */
export type Listener = {
	/** Whose it is. */
	readonly userId: string;
	/** What it hears; only the hub writes it. */
	readonly topics: Set<string>;
	/** A prepared frame. A fleeting one may be dropped for a reader who lags behind. */
	hear(frame: Buffer, isFleeting: boolean): void;
	/** Takes in how its person is shown from now on. */
	know(person: Shown): void;
	/** Decides anew what it may hear. */
	refresh(): Promise<void>;
	/** Whether it may hear one channel, and write there, was decided anew; undefined for what it does not see. */
	reconsider(channelId: string, mayWrite: boolean | undefined): void;
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
	counts.delivered += room.size;
	for (const listener of room) listener.hear(prepared, isFleeting);
}

/** Counts revocations, and which are under way: an answer about access that was read meanwhile is worth nothing. */
const revocations = lasting('revocations', () => ({ begun: 0, underWay: new Map<string, Promise<unknown>>() }));
/** A revocation that concerns many people at once. */
const EVERYBODY = '*';

/** The revocations under way that an answer about this person's access may miss; about everybody's: all of them. */
function revocationsOf(whom: string): Promise<unknown>[] {
	const { underWay } = revocations;
	return [...underWay].flatMap(([one, done]) =>
		whom === EVERYBODY || one === EVERYBODY || one === whom ? [done] : []
	);
}

/** Runs `commit` as a revocation of `whom`; those of the same people wait for each other. */
const inTurn = <T>(whom: string, commit: () => Promise<T>) => oneByOne(revocations.underWay, whom, commit);

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
	try {
		return await inTurn(userId, commit);
	} finally {
		await refresh(userId);
	}
}

/**
 * Decides anew who hears one channel, for everybody in its community, deaf first: nobody hears it while `commit` runs; then
 * `seers` answers once who of those connected may, and whether they may write. Costs one question, however many are connected.
 */
export async function revokeChannel<T>(
	{ id, communityId }: { id: string; communityId: string },
	commit: () => Promise<T>,
	seers: (userIds: string[]) => Promise<ReadonlyMap<string, boolean>>
): Promise<T> {
	revocations.begun += 1;
	for (const topic of [`channel:${id}`, `head:${id}`])
		for (const listener of [...listeners(topic)]) deafen(listener, topic);
	try {
		return await inTurn(EVERYBODY, commit);
	} finally {
		await decideAnew(id, [...listeners(`community:${communityId}`)], seers);
	}
}

/** Asks once who of those present may hear a channel. Whoever comes while we ask asks for themself. */
async function decideAnew(
	id: string,
	present: Listener[],
	seers: (userIds: string[]) => Promise<ReadonlyMap<string, boolean>>
): Promise<void> {
	const ids = [...new Set(present.map(({ userId }) => userId))];
	await settled(
		EVERYBODY,
		() => seers(ids),
		(mayWrite) => {
			for (const listener of present) listener.reconsider(id, mayWrite.get(listener.userId));
		}
	);
}

/**
 * The same for a conversation of these people, whether it was there before or not: `commit` answers which one it is, if there
 * is one. What they hear is decided before anything else is said in it.
 */
export async function revokeDirect<T extends string | null>(
	{ id, userIds }: { id: string | null; userIds: string[] },
	commit: () => Promise<T>,
	seers: (id: string, userIds: string[]) => Promise<ReadonlyMap<string, boolean>>
): Promise<T> {
	revocations.begun += 1;
	const present = () => userIds.flatMap((userId) => [...listeners(`user:${userId}`)]);
	if (id !== null)
		for (const topic of [`channel:${id}`, `head:${id}`]) for (const listener of present()) deafen(listener, topic);
	let found: string | null = id;
	try {
		const done = await inTurn(EVERYBODY, commit);
		found = done;
		return done;
	} finally {
		if (found !== null) await decideAnew(found, present(), (ids) => seers(found!, ids));
	}
}

/**
 * Takes a whole community away from everybody, deaf first: nobody hears its channels while `commit` runs, and after it nothing
 * of the community at all. Costs no question, however many are connected; only a commit that failed asks everyone anew.
 */
export async function revokeCommunity<T>(
	{ id, channelIds }: { id: string; channelIds: string[] },
	commit: () => Promise<T>
): Promise<T> {
	revocations.begun += 1;
	for (const topic of channelIds.flatMap((channelId) => [`channel:${channelId}`, `head:${channelId}`]))
		for (const listener of [...listeners(topic)]) deafen(listener, topic);
	try {
		const done = await inTurn(EVERYBODY, commit);
		for (const listener of [...listeners(`community:${id}`)]) {
			deafen(listener, `community:${id}`);
			for (const channelId of channelIds) listener.reconsider(channelId, undefined);
		}
		return done;
	} catch (error) {
		await Promise.all([...listeners(`community:${id}`)].map((listener) => listener.refresh()));
		throw error;
	}
}

/**
 * Asks about this person's access until the answer is not older than a revocation, and gives it to `use`, which acts on it
 * before anything else can happen.
 */
export async function settled<T, R>(userId: string, ask: () => Promise<T>, use: (answer: T) => R): Promise<R> {
	for (;;) {
		const before = revocationsOf(userId);
		if (before.length > 0) {
			// The next one may begin while these end.
			await Promise.allSettled(before);
			continue;
		}
		const { begun } = revocations;
		const answer = await ask();
		if (begun === revocations.begun) return use(answer);
	}
}

/** Decides anew what this person's open sockets hear: something about what they may see has changed. */
export async function refresh(userId: string): Promise<void> {
	await Promise.all([...listeners(`user:${userId}`)].map((listener) => listener.refresh()));
}

/** Lets everything that stands for this person know how they are shown from now on. */
export function introduce(person: Shown): void {
	for (const listener of listeners(`user:${person.id}`)) listener.know(person);
}

/** Ends every socket that listens to `topic`, deaf first. */
export function dismiss(topic: string, code: number): void {
	for (const listener of [...listeners(topic)]) {
		deafenWholly(listener);
		listener.dismiss(code);
	}
}
