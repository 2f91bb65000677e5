import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Wide } from '../messages/message';
import type { Role } from '../permissions';
import type { Called, ServerFrame } from '../realtime/protocol';
import { stampOf, type CallsAsOf, type Mark, type ShownMarks, type UnreadChannel } from './marks';

/** Lines whose calls are remembered in one channel; older ones come with the next load. */
const REMEMBERED = 500;
/** Nobody said yet how far this channel was read: whatever is said is later. */
const UNTOLD = -1;

/** Calls as they were loaded: complete for the lines behind `behind`. */
type Loaded = Pick<CallsAsOf, 'rev' | 'seqs'> & { behind: number };

type Marks = {
	communityId: string | null;
	newest: number;
	read: number;
	version: number;
	isMuted: boolean;
	loaded: Loaded;
	/** What was heard of the calls of lines, by line. */
	heard: ReadonlyMap<number, Called>;
	/** The version that moved the mark back, if the last move did. */
	movedBack: number;
};

/** What the viewer asked for and the server has not answered yet. */
type Hope = { read?: number; isMuted?: boolean };

type Sum = { isUnread: boolean; mentions: number };
const added = (a: Sum, b: Sum): Sum => ({ isUnread: a.isUnread || b.isUnread, mentions: a.mentions + b.mentions });

const groups: Partial<Record<Role, Wide>> = { owner: 'owner', admin: 'admins', moderator: 'moderators' };

/** How far channels have gone, how far they were read, and who wants the viewer. Begun by the server, kept by events in any order. */
export class Unread {
	#channels = new SvelteMap<string, Marks>();
	#hopes = new SvelteMap<string, Hope>();
	#roles = new SvelteMap<string, Role>();
	/** By community: added up in one go, however many of them ask. */
	#sums = $derived.by(() => {
		const sums = new Map<string | null, Sum>();
		for (const [id, { communityId }] of this.#channels) {
			const one = { isUnread: this.has(id), mentions: this.marks(id).mentions };
			const others = sums.get(communityId);
			sums.set(communityId, others ? added(others, one) : one);
		}
		return sums;
	});
	/** Channels that were known when the connection was lost, and of which nothing was heard since. */
	#old = new Set<string>();
	/**
	 * Channels that were taken away. What was asked for before may still come and tell of them: that is doubted, and asked
	 * again. The next answer decides.
	 */
	#gone = new Map<string, 'gone' | 'doubted'>();
	/** Of what was loaded last. */
	#stamp = 0;

	constructor(
		private readonly viewerId: string,
		/** What is known is not enough: it is to be loaded anew. */
		private readonly ask: () => void = () => undefined
	) {}

	/** What the server loaded. What was heard since is kept, whichever of the two is newer. */
	begin(channels: UnreadChannel[], communities: { id: string; role: Role }[]): void {
		for (const { id, role } of communities) this.#roles.set(id, role);
		const loaded = new Set(channels.map(({ id }) => id));
		for (const id of this.#old) if (!loaded.has(id)) this.#channels.delete(id);
		this.#old.clear();
		this.#stamp = stampOf(channels);
		for (const [id, state] of this.#gone) if (state === 'doubted' && !loaded.has(id)) this.#channels.delete(id);
		for (const channel of channels) if (this.#gone.get(channel.id) !== 'gone') this.#load(channel);
		const doubted = [...this.#gone].filter(([id, state]) => state === 'gone' && loaded.has(id));
		for (const [id] of doubted) this.#gone.set(id, 'doubted');
		if (doubted.length > 0) this.ask();
	}

	hear(frame: ServerFrame): void {
		if (frame.type === 'channel.advanced') this.#advance(frame);
		else if (frame.type === 'read.moved') this.take(frame);
		else if (frame.type === 'channel.changed') this.#learn(frame.channel);
		else if (frame.type === 'unread.stale') this.ask();
		else if (frame.type === 'gone') this.#lose(frame.channelId);
		else if (frame.type === 'community.left') this.#leave(frame.communityId);
		else if (frame.type === 'member.changed' && frame.member.id === this.viewerId)
			this.#roles.set(frame.communityId, frame.member.role);
		else if (frame.type === 'ready') {
			this.#old = new Set(this.#channels.keys());
			this.#gone.clear();
			if (frame.stamp !== undefined && frame.stamp !== this.#stamp) this.ask();
		}
	}

	/** How a mark stands after a move, as the server says. */
	take({ channelId, seq, version, isMuted, calls }: Mark): void {
		const marks = this.#channels.get(channelId);
		if (!marks) return this.ask();
		// Made out for what the viewer was a moment ago.
		if (calls && calls.role !== this.#roles.get(marks.communityId ?? '')) this.ask();
		this.#moveTo(channelId, marks, { read: seq, version, isMuted }, calls && { ...calls, behind: seq });
	}

	/** Shows a move before the server has answered; answers how to end that, whatever it said. */
	hope(channelId: string, hope: Hope): () => void {
		const mine = { ...this.#hopes.get(channelId), ...hope };
		this.#hopes.set(channelId, mine);
		return () => void (this.#hopes.get(channelId) === mine && this.#hopes.delete(channelId));
	}

	/** Whether there is anything to be known of a channel: not when it is empty, or gone. */
	knows(channelId: string): boolean {
		return this.#channels.has(channelId);
	}

	/** Up to which line a channel was read, as far as it is known here. */
	readTo(channelId: string): number {
		return this.#hopes.get(channelId)?.read ?? this.#channels.get(channelId)?.read ?? 0;
	}

	/** Which move took the mark back, if the last one did: another one is another answer. */
	movedBack(channelId: string): number {
		return this.#channels.get(channelId)?.movedBack ?? 0;
	}

	/** What is to be shown of a channel. */
	marks(channelId: string): ShownMarks {
		const marks = this.#channels.get(channelId);
		if (!marks) return { unread: 0, mentions: 0, isMuted: false };
		const read = this.readTo(channelId);
		const isMuted = this.#hopes.get(channelId)?.isMuted ?? marks.isMuted;
		const unread = Math.max(0, marks.newest - read);
		// Of two people each line is for the other one, unless they do not want to hear of it.
		const mentions = marks.communityId ? this.#callsBehind(marks, read) : isMuted ? 0 : unread;
		return { unread, mentions, isMuted };
	}

	/** Whether a channel is to be shown as unread. */
	has(channelId: string): boolean {
		const { unread, mentions, isMuted } = this.marks(channelId);
		return mentions > 0 || (unread > 0 && !isMuted);
	}

	/** What is unread in a community, or with null in direct conversations. */
	in(communityId: string | null): Sum {
		return this.#sums.get(communityId) ?? { isUnread: false, mentions: 0 };
	}

	/** The channels of a community in which something is unread, with the newest line of each. */
	unreadIn(communityId: string): { id: string; newest: number }[] {
		return [...this.#channels].flatMap(([id, { communityId: where, newest }]) =>
			where === communityId && newest > this.readTo(id) ? [{ id, newest }] : []
		);
	}

	/** Everything that is unread anywhere. */
	get total(): Sum {
		return [...this.#sums.values()].reduce(added, { isUnread: false, mentions: 0 });
	}

	#load({ id, communityId, lastSeq, rev, read, version, isMuted, calls = [] }: UnreadChannel): void {
		const loaded = { rev, seqs: calls, behind: read };
		const marks = this.#channels.get(id) ?? unknown(communityId, lastSeq);
		this.#moveTo(
			id,
			{ ...marks, communityId, newest: Math.max(marks.newest, lastSeq) },
			{ read, version, isMuted: isMuted ?? false },
			loaded
		);
	}

	/** Takes over the later of two states of a mark, and the newer of two answers about calls. */
	#moveTo(id: string, marks: Marks, told: Pick<Marks, 'read' | 'version' | 'isMuted'>, loaded?: Loaded): void {
		const isLater = told.version > marks.version;
		const now = isLater ? { ...marks, ...told } : marks;
		const isBack = marks.version !== UNTOLD && isLater && told.read < marks.read;
		if (isLater && told.read !== marks.read) now.movedBack = isBack ? told.version : 0;
		// Calls are only known behind some line; an answer that begins too late for this mark is of no use.
		if (loaded && loaded.behind <= now.read && loaded.rev >= marks.loaded.rev) now.loaded = loaded;
		this.#channels.set(id, now);
	}

	#advance({ channelId, communityId, seq, called = [] }: Extract<ServerFrame, { type: 'channel.advanced' }>): void {
		this.#old.delete(channelId);
		this.#gone.delete(channelId);
		const known = this.#channels.get(channelId);
		if (!known) this.ask();
		const marks = known ?? unknown(communityId, seq - 1);
		const heard = called.length > 0 ? withCalls(marks.heard, called) : marks.heard;
		this.#channels.set(channelId, { ...marks, communityId, newest: Math.max(marks.newest, seq), heard });
	}

	/** A channel was told anew, or for the first time. */
	#learn({ id, communityId, lastSeq }: { id: string; communityId: string; lastSeq: number }): void {
		this.#gone.delete(id);
		const marks = this.#channels.get(id);
		if (marks) {
			if (lastSeq <= marks.newest) return;
			// Something was said while nobody was let hear it: perhaps it called.
			this.#channels.set(id, { ...marks, newest: lastSeq });
			return this.ask();
		}
		// New, or opened to the viewer, who may have read it in other times.
		this.#channels.set(id, { ...unknown(communityId, lastSeq), ...(lastSeq === 0 && { version: 0 }) });
		if (lastSeq > 0) this.ask();
	}

	#lose(id: string): void {
		this.#gone.set(id, 'gone');
		this.#channels.delete(id);
		this.#hopes.delete(id);
	}

	#leave(communityId: string): void {
		for (const [id, marks] of this.#channels) if (marks.communityId === communityId) this.#lose(id);
		this.#roles.delete(communityId);
	}

	#callsBehind({ communityId, loaded, heard }: Marks, read: number): number {
		const seqs = new Set(loaded.seqs.filter((seq) => seq > read));
		for (const [seq, one] of heard) {
			if (one.rev <= loaded.rev) continue;
			if (seq > read && this.isCalled(one, communityId!)) seqs.add(seq);
			else seqs.delete(seq);
		}
		return seqs.size;
	}

	/** Whether a line calls the viewer. */
	isCalled({ people, wide }: Called, communityId: string): boolean {
		const role = this.#roles.get(communityId);
		const group = role && groups[role];
		return people.includes(this.viewerId) || wide.some((whom) => whom === 'everyone' || whom === group);
	}
}

/** What was heard of lines, and what is heard now: of each line the latest. */
function withCalls(before: ReadonlyMap<number, Called>, called: Called[]): ReadonlyMap<number, Called> {
	const heard = new Map(before);
	for (const one of called) if (one.rev > (heard.get(one.seq)?.rev ?? 0)) heard.set(one.seq, one);
	for (const line of [...heard.keys()].slice(0, Math.max(0, heard.size - REMEMBERED))) heard.delete(line);
	return heard;
}

/** A channel of which nothing is known but that it is there: no line of it is news. */
function unknown(communityId: string | null, lastSeq: number): Marks {
	const loaded = { rev: 0, seqs: [], behind: Infinity };
	const where = { communityId, newest: lastSeq, read: lastSeq, version: UNTOLD, isMuted: false };
	return { ...where, loaded, heard: new Map(), movedBack: 0 };
}

export const [getUnread, setUnread] = createContext<Unread>();
