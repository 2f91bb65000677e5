import type { Block, Inline } from './nodes';

/** Every word within a line, hidden ones too. */
export function wordsOf(nodes: Inline[]): string {
	return nodes.map((node) => ('children' in node ? wordsOf(node.children) : node.text)).join('');
}

function shown(node: Inline): string {
	if (node.type === 'spoiler') return '(spoiler)';
	return 'children' in node ? node.children.map(shown).join('') : node.text;
}

function shownBlock(block: Block): string {
	if (block.type === 'paragraph') return block.children.map(shown).join('');
	if (block.type === 'quote') return block.children.map(shownBlock).join(' ');
	if (block.type === 'code-block') return block.text;
	return block.items
		.map(({ number, children }) => [number === null ? '•' : `${number}.`, ...children.map(shownBlock)].join(' '))
		.join(' ');
}

/** A message as one line without markup, for titles, previews and notifications. Spoilers stay hidden. */
export function plain(blocks: Block[]): string {
	return blocks.map(shownBlock).join(' ').replace(/\s+/g, ' ').trim();
}
