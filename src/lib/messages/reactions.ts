import type { Message, Reaction } from './message';

/** An emoji as one person sees it under a message. */
export type ShownReaction = Reaction & { isMine: boolean };
/** What somebody wants of an emoji under a message: that it is theirs too, or not any more. */
export type Wish = { emoji: string; isGiven: boolean };

/** Names in a tooltip; the others are counted. */
const NAMED = 5;

function wished(known: ShownReaction, isGiven: boolean, viewerName: string): ShownReaction {
	const { names, count } = known;
	const last = names.lastIndexOf(viewerName);
	return {
		...known,
		count: count + (isGiven ? 1 : -1),
		names: isGiven ? [...names, viewerName] : names.filter((_, at) => at !== last),
		isMine: isGiven
	};
}

/** The reactions to a message as they will be when these wishes have come true. */
export function reactionsWith(
	{ reactions = [], mine = [] }: Pick<Message, 'reactions' | 'mine'>,
	wishes: Wish[],
	viewerName: string
): ShownReaction[] {
	let shown = reactions.map((one) => ({ ...one, isMine: mine.includes(one.emoji) }));
	for (const { emoji, isGiven } of wishes) {
		const isThere = shown.some((one) => one.emoji === emoji);
		if (!isThere && isGiven) shown.push({ emoji, count: 1, names: [viewerName], isMine: true });
		shown = shown.map((one) =>
			one.emoji === emoji && one.isMine !== isGiven ? wished(one, isGiven, viewerName) : one
		);
	}
	return shown.filter(({ count }) => count > 0);
}

/** "Ada, Linus and 3 others" */
export function givers({ names, count }: Reaction): string {
	const named = names.slice(0, count > NAMED ? NAMED - 1 : NAMED);
	const others = count - named.length;
	const all = others > 0 ? [...named, `${others} ${others === 1 ? 'other' : 'others'}`] : named;
	return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
}
