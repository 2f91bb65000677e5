/** What is being typed in front of the cursor that could be completed; `from` is where its sign stands. */
export type Token = { kind: 'emoji' | 'person' | 'channel'; from: number; words: string };

const kinds = { ':': 'emoji', '@': 'person', '#': 'channel' } as const;
const NAME_LIMIT = 60;

/** A sign, and letters that can belong to what it names, up to the cursor. */
const begun = /([:@#])([\p{L}\p{M}\p{N}\p{Extended_Pictographic}\u{FE0F}_.+-]*)$/u;
/** Signs are signs after a blank, a bracket or the like; after these they belong to the word: 12:30, ada@example.org, C#. */
const belongs = /[\p{L}\p{M}\p{N}_:@#/\\&=.-]$/u;
/** These scripts put no blanks between words. */
const unspaced = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]$/u;
const emojiWord = /^[a-z0-9_+-]{2,}$/i;
const address = /\w:\/\/|^\W*www\./i;

/** What could be completed at the end of `before`, the text in front of the cursor; `after` is the rest. */
export function tokenIn(before: string, after = ''): Token | undefined {
	const found = begun.exec(before);
	if (!found) return undefined;
	const [, sign, words] = found as unknown as [string, keyof typeof kinds, string];
	const token: Token = { kind: kinds[sign], from: found.index, words };
	if (words.length > NAME_LIMIT || (token.kind === 'emoji' && !emojiWord.test(words))) return undefined;
	return mayStand(before, token.from, after) ? token : undefined;
}

/** `:name:` typed out to its last colon, at the end of `before`. */
export function closedEmoji(before: string, after = ''): { from: number; name: string } | undefined {
	const found = /:([a-z0-9_+-]+):$/i.exec(before);
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
	const paragraph = before.split(/\n\s*\n/).at(-1)!;
	const open = openTicks(paragraph);
	if (!open) return false;
	// Typed so far on this line, or closed further on in the same paragraph.
	const rest = after.split(/\n\s*\n/, 1)[0]!;
	const isClosed = rest.match(/`+/g)?.some((ticks) => ticks.length === open.length) ?? false;
	return isClosed || !paragraph.slice(open.at).includes('\n');
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
