import { closed } from './bidi';
import { isVisible, says, type Target } from './links';
import { MAX_DEPTH, type Inline } from './nodes';
import { wordsOf } from './plain';

export type Pair = 'strong' | 'em' | 'strike' | 'spoiler';
/** Something that is opened in one place and closed in another, and how both were written. */
export type Mark = { open: string; close: string } & (
	{ type: Pair } | { type: 'link'; target: Target; written: string }
);
/** One place in a source: what it closes, what it is, what it opens; in that order. */
export type Piece = { closes: Mark[]; text: string; leaf?: Inline; opens: Mark[] };

type Level = { mark: Mark; children: Inline[]; isNode: boolean };

const text = (words: string): Inline => ({ type: 'text', text: words });
const holdsSpoiler = (nodes: Inline[]): boolean =>
	nodes.some((node) => node.type === 'spoiler' || ('children' in node && holdsSpoiler(node.children)));

/** The nodes that a mark and what stands within it make. */
function made(mark: Mark, children: Inline[]): Inline[] {
	if (mark.type !== 'link') return [{ type: mark.type, children }];
	// A control within a control: what is hidden must be, so the link gives way.
	if (holdsSpoiler(children)) return [text(mark.open), ...children, text(mark.close)];
	const words = wordsOf(children);
	const { href, place } = mark.target;
	if (!isVisible(words)) return [{ type: 'link', href, place: null, children: [text(mark.written)] }];
	return [{ type: 'link', href, place: says(words, mark.target) ? null : place, children }];
}

function add(children: Inline[], node: Inline): void {
	const last = children.at(-1);
	if (node.type === 'text' && last?.type === 'text') last.text += node.text;
	else if (node.type !== 'text' || node.text) children.push(node);
}

const settled = (children: Inline[]) =>
	children.map((node) => (node.type === 'text' || node.type === 'code' ? { ...node, text: closed(node.text) } : node));

/** The tree of pieces whose marks are well nested. Below the deepest level marks are the text they were written as. */
export function build(pieces: Piece[], depth: number): Inline[] {
	const root: Inline[] = [];
	const levels: Level[] = [];
	let children = root;
	let nodes = 0;
	let links = 0;
	for (const { closes, text: words, leaf, opens } of pieces) {
		for (const mark of closes) {
			const level = levels.pop()!;
			children = levels.at(-1)?.children ?? root;
			if (mark.type === 'link') links--;
			if (level.isNode) {
				nodes--;
				for (const node of made(mark, settled(level.children))) add(children, node);
			} else add(children, text(mark.close));
		}
		if (words) add(children, text(words));
		// A whole link is a node with words in it; where none fits, its words stay.
		if (leaf?.type === 'link' && (links > 0 || depth + nodes >= MAX_DEPTH)) add(children, text(wordsOf(leaf.children)));
		// Names may be drawn as links.
		else if (links > 0 && (leaf?.type === 'mention' || leaf?.type === 'channel')) add(children, text(leaf.text));
		else if (leaf) add(children, leaf);
		for (const mark of opens) {
			if (mark.type === 'link') links++;
			const isNode = depth + nodes < MAX_DEPTH;
			if (isNode) {
				nodes++;
				children = [];
			} else add(children, text(mark.open));
			levels.push({ mark, children, isNode });
		}
	}
	return settled(root);
}
