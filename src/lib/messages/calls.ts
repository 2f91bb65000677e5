import type { Block, Inline } from '../markdown/nodes';
import { parse } from '../markdown/parse';
import { plain } from '../markdown/plain';
import { callWords } from './call-words';
import type { CallLine } from './message';

/** Characters of an answered message that are shown above the answer. */
const EXCERPT = 140;

type Node = Block | Inline;

function childrenOf(node: Node): Node[] {
	if (node.type === 'list') return node.items.flatMap(({ children }) => children);
	return 'children' in node ? node.children : [];
}

function handlesAmong(nodes: Node[]): string[] {
	return nodes.flatMap((node) =>
		node.type === 'mention' ? [node.text.slice(1).toLowerCase()] : handlesAmong(childrenOf(node))
	);
}

/** The handles a text calls with `@`, in lower case, each once; what stands in code calls nobody. */
export function calledIn(body: string): string[] {
	return body.includes('@') ? [...new Set(handlesAmong(parse(body)))] : [];
}

/** What files are called where there is room for one line. */
function namesOf([first, ...others]: readonly { name: string }[]): string {
	if (!first) return '';
	return others.length > 0 ? `${first.name} and ${others.length} more` : first.name;
}

type Said = { body: string; files?: readonly { name: string }[]; call?: CallLine };

/** A message in one line, for where it is answered or listed: its first words, its files, or what became of a call. */
export function excerptOf({ body, files = [], call }: Said): string {
	if (call) return callWords(call);
	const words = plain(parse(body)) || namesOf(files);
	return words.length > EXCERPT ? `${words.slice(0, EXCERPT).trimEnd()}…` : words;
}
