/** What is being typed in front of the cursor that could be completed; `from` is where its sign stands. */
export type Token = { kind: 'emoji' | 'person' | 'channel'; from: number; words: string };

const kinds = { ':': 'emoji', '@': 'person', '#': 'channel' } as const;

const NAME_LIMIT = 60;

/** Letters that can belong to what a sign names. */
const name = /^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u{FE0F}_.+-]*$/u;
/** Signs are signs after a blank, a bracket or the like; after these they belong to the word: 12:30, ada@example.org, C#. */
const belongs = /[\p{L}\p{M}\p{N}_:@#/\\&=.-]$/u;
/** These scripts put no blanks between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;
const emojiWord = /^[a-z0-9_+-]{2,}$/i;
const address = /\w:\/\/|^\W{0,8}www\./i;

/** What could be completed at the end of `before`, the text in front of the cursor; `after` is the rest. */
export function tokenIn(before: string, after = ''): Token | undefined {
	const from = Math.max(...Object.keys(kinds).map((sign) => before.lastIndexOf(sign)));
	const words = before.slice(from + 1);
	if (from === -1 || words.length > NAME_LIMIT || !name.test(words)) return undefined;
	const token: Token = { kind: kinds[before[from] as keyof typeof kinds], from, words };
	if (token.kind === 'emoji' && !emojiWord.test(words)) return undefined;
	return mayStand(before, token.from, after) ? token : undefined;
}

/** `:name:` typed out to its last colon, at the end of `before`. */
export function closedEmoji(before: string, after = ''): { from: number; name: string } | undefined {
	const found = /:([a-z0-9_+-]{1,60}):$/i.exec(before);
	if (!found || !mayStand(before, found.index, after)) return undefined;
	return { from: found.index, name: found[1]! };
}

function mayStand(before: string, from: number, after: string): boolean {
	const text = before.slice(0, from);
	if (belongs.test(text) && !unspaced.test(text)) return false;
	const piece = text.split(/\s/).at(-1)!;
	return !address.test(piece) && !isInCode(before, after);
}

/** Whether what follows `before` is code: in an open fence, or between backticks. */
function isInCode(before: string, after: string): boolean {
	const fences = [...before.matchAll(/^ {0,3}(?:`{3,}|~{3,})/gm)];
	if (fences.length % 2 === 1) return true;
	const paragraph = linesUntil(before.split('\n').reverse()).reverse().join('\n');
	const open = openTicks(paragraph);
	if (!open) return false;
	// Typed so far on this line, or closed further on in the same paragraph.
	const rest = linesUntil(after.split('\n')).join('\n');
	const isClosed = rest.match(/`+/g)?.some((ticks) => ticks.length === open.length) ?? false;
	return isClosed || !paragraph.slice(open.at).includes('\n');
}

/** The lines before the first empty one, the line of the cursor among them in any case. */
function linesUntil([first, ...lines]: string[]): string[] {
	const end = lines.findIndex((line) => line.trim() === '');
	return [first!, ...(end === -1 ? lines : lines.slice(0, end))];
}

/** The backticks that are still open at the end of a text. */
function openTicks(text: string): { at: number; length: number } | undefined {
	let open: { at: number; length: number } | undefined;
	for (const { 0: ticks, index } of text.matchAll(/`+/g)) {
		if (!open) open = { at: index, length: ticks.length };
		else if (open.length === ticks.length) open = undefined;
	}
	return open;
}
