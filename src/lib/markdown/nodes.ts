/** `@` and a handle, or `#` and the name of a channel. Whether there is such a one the words do not say. */
export type Name = { type: 'mention'; text: string } | { type: 'channel'; text: string };

/** What runs within a line. */
export type Inline =
	| { type: 'text'; text: string }
	| { type: 'strong' | 'em' | 'strike' | 'spoiler'; children: Inline[] }
	| { type: 'code'; text: string }
	| Name
	/** `place` is where it leads, when its words do not say so themselves. */
	| { type: 'link'; href: string; place: string | null; children: Inline[] };

type ListItem = { number: number | null; children: Block[] };

/** What stands under one another. A paragraph keeps its line breaks and empty lines as they were written. */
export type Block =
	| { type: 'paragraph'; children: Inline[] }
	| { type: 'quote'; children: Block[] }
	| { type: 'list'; items: ListItem[] }
	| { type: 'code-block'; language: string | null; text: string };

/** So many nodes may stand in one another; what would go deeper is text. */
export const MAX_DEPTH = 16;
