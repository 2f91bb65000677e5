const MOST = 99;

/** A count as a badge shows it: more than these are not told apart. */
export const badgeOf = (count: number) => (count > MOST ? `${MOST}+` : String(count));

/** What the way to the direct conversations is called. */
export const directWords = ({ mentions }: { mentions: number }) =>
	mentions > 0 ? `Messages, ${badgeOf(mentions)} unread` : 'Messages';
