import { closed } from './bidi';
import { parseInline } from './inline';
import { readList } from './lists';
import { MAX_DEPTH, type Block } from './nodes';

type Read = { block: Block; next: number };

/** Three backticks or more, and at most a word for the language. Others are code within a line. */
const fence = /^ {0,3}(`{3,})([^`]*)$/;
const language = /^[\w+#.-]{1,32}$/;

/** The line without the backticks at its end. A pattern would begin anew at each run of them that is not the last. */
function withoutTicks(line: string): string {
	let end = line.length;
	while (line[end - 1] === '`') end--;
	return line.slice(0, end);
}

/** A fence ends with a line that ends with as many backticks, or with the text. */
function readFence(lines: string[], at: number): Read | null {
	const [, ticks = '', info = ''] = fence.exec(lines[at]!) ?? [];
	if (!ticks) return null;
	const word = info.trim();
	const isLanguage = language.test(word);
	// Not the name of a language: words that began on the line of the fence.
	const code = word && !isLanguage ? [info] : [];
	let next = at + 1;
	while (next < lines.length) {
		const line = lines[next++]!;
		if (line.trimEnd().endsWith(ticks)) {
			const last = withoutTicks(line.trimEnd());
			if (last.trim()) code.push(last);
			break;
		}
		code.push(line);
	}
	const text = code.join('\n');
	if (!text.trim()) return null;
	return { block: { type: 'code-block', language: isLanguage ? word.toLowerCase() : null, text: closed(text) }, next };
}

const quoted = /^>+(?: |$)/;

/** Unlike elsewhere a space is needed, so that ">_<" stays a face. */
function readQuote(lines: string[], at: number, depth: number): Read | null {
	let next = at;
	const inside: string[] = [];
	while (next < lines.length && quoted.test(lines[next]!)) inside.push(lines[next++]!.replace(/^> ?/, ''));
	if (next === at) return null;
	return { block: { type: 'quote', children: parseBlocks(inside, depth + 1) }, next };
}

function readItems(lines: string[], at: number, depth: number): Read | null {
	const found = readList(lines, at);
	if (!found) return null;
	const items = found.items.map(({ number, lines }) => ({ number, children: parseBlocks(lines, depth + 1) }));
	return { block: { type: 'list', items }, next: found.next };
}

/** Everything that is no other block, without the empty lines around it. */
function paragraph(lines: string[], depth: number): Block[] {
	const first = lines.findIndex((line) => line.trim());
	if (first < 0) return [];
	const last = lines.findLastIndex((line) => line.trim());
	return [{ type: 'paragraph', children: parseInline(lines.slice(first, last + 1).join('\n'), depth + 1) }];
}

/** The blocks of some lines that stand within `depth` others. */
export function parseBlocks(lines: string[], depth: number): Block[] {
	const blocks: Block[] = [];
	let prose: string[] = [];
	// The paragraph inside needs a level of its own.
	const mayNest = depth < MAX_DEPTH - 1;
	for (let at = 0; at < lines.length;) {
		const read =
			readFence(lines, at) ?? (mayNest ? (readQuote(lines, at, depth) ?? readItems(lines, at, depth)) : null);
		if (read) {
			blocks.push(...paragraph(prose, depth), read.block);
			prose = [];
			at = read.next;
		} else prose.push(lines[at++]!);
	}
	return [...blocks, ...paragraph(prose, depth)];
}
