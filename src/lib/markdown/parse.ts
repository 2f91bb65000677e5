import { parseBlocks } from './blocks';
import type { Block } from './nodes';

/** Only so much of a text is read as markdown, in UTF-16 units; a message is never longer. */
const LIMIT = 4000;

/** Reads a message. Every text has a meaning: what is no markup is shown as it stands. Takes time linear in its length. */
export function parse(text: string): Block[] {
	const lines = text.replace(/\r\n?/g, '\n');
	if (lines.length <= LIMIT) return parseBlocks(lines.split('\n'), 0);
	const end = /[\uD800-\uDBFF]/.test(lines[LIMIT - 1]!) ? LIMIT - 1 : LIMIT;
	const rest: Block = { type: 'paragraph', children: [{ type: 'text', text: lines.slice(end) }] };
	return [...parseBlocks(lines.slice(0, end).split('\n'), 0), rest];
}
