import { badgeOf } from './marks';

const marked = /^(?:\(\d+\+?\) |• )/;

/** What stands before the name of a page in its tab: how many want the viewer, or that there is anything new. */
export function titleMark({ isUnread, mentions }: { isUnread: boolean; mentions: number }): string {
	if (mentions > 0) return `(${badgeOf(mentions)}) `;
	return isUnread ? '• ' : '';
}

/** Keeps the mark before whatever the current page is called, until told to stop. */
export function keepMarked(mark: string): () => void {
	const put = () => {
		const title = mark + document.title.replace(marked, '');
		if (document.title !== title) document.title = title;
	};
	put();
	const watching = new MutationObserver(put);
	// Pages name themselves: the element, its words, or another element in its place.
	watching.observe(document.head, { childList: true, subtree: true, characterData: true });
	return () => watching.disconnect();
}
