import type { InfiniteData } from '@tanstack/svelte-query';
import { excerptOf } from './calls';
import type { Head, Message, MessagePage, Person, Replied } from './message';

/** Which lines a page was asked for; null for the newest, as the server drew them. */
export type PageAt = { before: number } | { after: number } | null;
export type MessageCache = InfiniteData<MessagePage, PageAt>;
export type Side = 'earlier' | 'later';

/** Lines kept at most, however far one scrolls; the others are asked for again when they are wanted. */
export const WINDOW = 240;

/** Every loaded line, oldest first. */
export function loadedMessages(cache: MessageCache): Message[] {
	return cache.pages.flatMap(({ messages }) => messages);
}

/** The newest loaded line; 0 when there is none. */
export function newestLoaded(cache: MessageCache): number {
	return cache.pages.findLast(({ messages }) => messages.length > 0)?.messages.at(-1)!.seq ?? 0;
}

/** The oldest loaded line; 0 when there is none. */
export function oldestLoaded(cache: MessageCache): number {
	return cache.pages.find(({ messages }) => messages.length > 0)?.messages[0]!.seq ?? 0;
}

/** Whether the newest line of the channel is among those loaded. */
export function reachesEnd(cache: MessageCache): boolean {
	return newestLoaded(cache) >= (cache.pages.at(-1)?.head.seq ?? 0);
}

/** A message as the answers to it show it. */
export function repliedAs(message: Message): Replied {
	const { seq, rev, author, deletedAt } = message;
	return { seq, rev, author, excerpt: excerptOf(message), isDeleted: deletedAt !== null };
}

/** Events are the same for everybody: what the viewer gave is known from before, as far as it is still there. */
function withOwn(theirs: Message, mine: Message): Message {
	if (theirs.mine || !mine.mine) return theirs;
	const shown = new Set(theirs.reactions?.map(({ emoji }) => emoji));
	return { ...theirs, mine: mine.mine.filter((emoji) => shown.has(emoji)) };
}

/** The message of an event, with what the viewer gave it if that is the news: it may have been given in another window. */
export function asHeard(
	cache: MessageCache | undefined,
	message: Message,
	reaction: { userId: string; emoji: string; isGiven: boolean } | undefined,
	viewerId: string
): Message {
	if (reaction?.userId !== viewerId) return message;
	const known = cache && loadedMessages(cache).find(({ seq }) => seq === message.seq)?.mine;
	const others = (known ?? []).filter((emoji) => emoji !== reaction.emoji);
	return { ...message, mine: reaction.isGiven ? [...others, reaction.emoji] : others };
}

/**
 * Takes in lines as they are now: known ones are replaced, new ones are added behind the last loaded line if they follow it.
 * Taking the same line twice changes nothing, and an older state never replaces a newer one.
 */
export function takeMessages(cache: MessageCache, changed: Message[], head: Head): MessageCache {
	const bySeq = new Map(changed.map((message) => [message.seq, message]));
	/** What is shown of the line a message answers follows that line. */
	const withTarget = (message: Message): Message => {
		const { replyTo } = message;
		const target = replyTo && bySeq.get(replyTo.seq);
		if (!target || target.rev <= replyTo.rev) return message;
		return { ...message, replyTo: repliedAs(target) };
	};
	const pages = cache.pages.map((page) => {
		const isTouched = page.messages.some(
			({ seq, rev, replyTo }) =>
				(bySeq.get(seq)?.rev ?? 0) > rev || (replyTo && (bySeq.get(replyTo.seq)?.rev ?? 0) > replyTo.rev)
		);
		if (!isTouched) return page;
		const newer = (mine: Message) => {
			const theirs = bySeq.get(mine.seq);
			return theirs && theirs.rev > mine.rev ? withOwn(theirs, mine) : withTarget(mine);
		};
		return { ...page, messages: page.messages.map(newer) };
	});
	const last = pages.at(-1)!;
	const added: Message[] = [];
	// Behind a page from the middle of history there is a hole: those lines come when the reader gets there.
	if (reachesEnd(cache)) for (let seq = newestLoaded(cache) + 1; bySeq.has(seq); seq++) added.push(bySeq.get(seq)!);
	const newestHead = { seq: Math.max(last.head.seq, head.seq), rev: Math.max(last.head.rev, head.rev) };
	pages[pages.length - 1] = { messages: [...last.messages, ...added], head: newestHead };
	return { ...cache, pages };
}

/** The same lines with somebody as they are shown now: who wrote, who is answered, who is called. */
export function showAnew(cache: MessageCache, { id, name, avatarUrl }: Person): MessageCache {
	const now = { id, name, avatarUrl };
	const shown = (message: Message): Message => {
		const { author, replyTo, mentions } = message;
		const isAnswered = replyTo?.author.id === id;
		const isCalled = mentions?.some((mention) => mention.id === id);
		if (author.id !== id && !isAnswered && !isCalled) return message;
		return {
			...message,
			author: author.id === id ? now : author,
			...(isAnswered && { replyTo: { ...replyTo!, author: now } }),
			...(isCalled && { mentions: mentions!.map((mention) => (mention.id === id ? { ...mention, name } : mention)) })
		};
	};
	const pages = cache.pages.map((page) => ({ ...page, messages: page.messages.map(shown) }));
	return { ...cache, pages };
}

/** Drops lines at one end until there are no more than `most`. Where the channel stands stays known. */
export function trim(cache: MessageCache, side: Side, most = WINDOW): MessageCache {
	let surplus = loadedMessages(cache).length - most;
	if (surplus <= 0) return cache;
	const { head } = cache.pages.at(-1)!;
	const pages = [...cache.pages];
	const pageParams = [...cache.pageParams];
	const at = side === 'earlier' ? 0 : -1;
	while (surplus > 0) {
		const { messages } = pages.at(at)!;
		const kept = side === 'earlier' ? messages.slice(surplus) : messages.slice(0, -surplus);
		surplus -= messages.length - kept.length;
		if (kept.length > 0) pages.splice(at, 1, { ...pages.at(at)!, messages: kept });
		else {
			pages.splice(at, 1);
			pageParams.splice(at, 1);
		}
	}
	pages.push({ ...pages.pop()!, head });
	return { pages, pageParams };
}

/** What to do about a change of the channel, when everything up to change `mine` is known. */
export function judge(mine: number, rev: number): 'known' | 'next' | 'gap' {
	if (rev <= mine) return 'known';
	return rev === mine + 1 ? 'next' : 'gap';
}
