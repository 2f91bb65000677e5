import { targetOf } from './links';
import type { Inline } from './nodes';
import { build, type Mark, type Pair, type Piece } from './pieces';
import { tokens } from './tokens';

/** Marks that a backslash before them turns into text. A backslash before anything else, or another one, stays. */
const escapable = /[`*_~|[\]()<>#@:.-]/;
const special = new RegExp(['[\\\\`*_~|[\\]]', ...tokens.map(({ start }) => start.source)].join('|'), 'gi');
const tokenStarts = tokens.map(({ start, read }) => ({ start: new RegExp(start.source, 'iy'), read }));

/** The end of a link: no spaces, and at most three brackets in one another, so that looking for it is never long. */
function destination(source: string, at: number): string | null {
	if (source[at] !== '(') return null;
	let open = 0;
	for (let next = at + 1; next < source.length; next++) {
		const character = source[next]!;
		if (character === ')' && open-- === 0) return source.slice(at + 1, next);
		if (character === '(' && ++open > 3) return null;
		if (/[\s<]/.test(character)) return null;
	}
	return null;
}

const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);
const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isLatin = (character: string | undefined) => character !== undefined && /[A-Za-z0-9]/.test(character);

/** Whether a run of one character between two others may begin and end something. */
function reach(character: string, before: string | undefined, after: string | undefined): [boolean, boolean] {
	if (character === '|') return [true, true];
	const [opens, closes] = [!isSpace(after), !isSpace(before)];
	if (character === '_') return [opens && !isWord(before), closes && !isWord(after)];
	// 7*7 and a*b are sums, not emphasis; scripts without spaces between words need it within them.
	if (character === '*' && isLatin(before) && isLatin(after)) return [false, false];
	return [opens, closes];
}

const pairs: Record<string, Pair> = {
	'*': 'em',
	_: 'em',
	'**': 'strong',
	__: 'strong',
	'~~': 'strike',
	'||': 'spoiler'
};

type Opener = { character: string; piece: Piece; left: number; isGone: boolean };

/**
 * One pass over the source. What may open something waits on a stack; what closes it takes everything above it off, which
 * then is text. So each character is looked at a fixed number of times, and pairs never cross.
 */
class Scanner {
	readonly pieces: Piece[] = [];
	readonly #stack: Opener[] = [];
	readonly #waiting = new Map<string, number>();
	#brackets: Opener[] = [];
	#ticks: Map<number, number[]> | null = null;
	#at = 0;

	constructor(readonly source: string) {}

	scan(): Piece[] {
		const { source } = this;
		while (this.#at < source.length) {
			special.lastIndex = this.#at;
			const found = special.exec(source);
			const next = found?.index ?? source.length;
			if (next > this.#at) this.#text(source.slice(this.#at, next));
			this.#at = next;
			if (found) this.#step(found[0]);
		}
		return this.pieces;
	}

	#step(found: string): void {
		const { source } = this;
		const character = found[0]!;
		for (const { start, read } of tokenStarts) {
			start.lastIndex = this.#at;
			const taken = start.test(source) && read(source, this.#at);
			if (!taken) continue;
			this.pieces.push({ closes: [], leaf: taken.node, text: '', opens: [] });
			this.#at = taken.end;
			return;
		}
		if (character === '\\') this.#escape();
		else if (character === '`') this.#code();
		else if (character === '[') this.#bracket();
		else if (character === ']') this.#link();
		else if (/[*_~|]/.test(character)) this.#run(character);
		else this.#take(found);
	}

	#text(text: string): void {
		this.pieces.push({ closes: [], text, opens: [] });
	}

	#take(text: string): void {
		this.#text(text);
		this.#at += text.length;
	}

	#escape(): void {
		const next = this.source[this.#at + 1];
		if (next && escapable.test(next)) {
			this.#text(next);
			this.#at += 2;
		} else this.#take('\\');
	}

	/** A run of backticks ends with the next run of the same length. */
	#code(): void {
		const { source } = this;
		const ticks = this.#runAt('`');
		if (!this.#ticks) {
			this.#ticks = new Map();
			// From behind, so that the next one is always the last of its list.
			for (const { index, 0: run } of [...source.matchAll(/`+/g)].reverse()) {
				const places = this.#ticks.get(run.length) ?? [];
				places.push(index);
				this.#ticks.set(run.length, places);
			}
		}
		const places = this.#ticks.get(ticks.length) ?? [];
		while (places.length > 0 && places.at(-1)! <= this.#at) places.pop();
		const end = places.at(-1);
		if (end === undefined) return this.#take(ticks);
		const inside = source.slice(this.#at + ticks.length, end);
		const isPadded = /^ [^]* $/.test(inside) && inside.trim() !== '';
		const leaf: Inline = { type: 'code', text: isPadded ? inside.slice(1, -1) : inside };
		this.pieces.push({ closes: [], leaf, text: '', opens: [] });
		this.#at = end + ticks.length;
	}

	#runAt(character: string): string {
		let end = this.#at;
		while (this.source[end] === character) end++;
		return this.source.slice(this.#at, end);
	}

	#wait(character: string, piece: Piece, left: number): void {
		const opener: Opener = { character, piece, left, isGone: false };
		this.#stack.push(opener);
		this.#waiting.set(character, (this.#waiting.get(character) ?? 0) + 1);
		if (character === '[') this.#brackets.push(opener);
	}

	/** The last one that waits opens nothing more: it is the text it was written as. */
	#drop(): void {
		const opener = this.#stack.pop()!;
		opener.isGone = true;
		this.#waiting.set(opener.character, this.#waiting.get(opener.character)! - 1);
	}

	#bracket(): void {
		const piece: Piece = { closes: [], text: '[', opens: [] };
		this.pieces.push(piece);
		this.#at++;
		this.#wait('[', piece, 1);
	}

	#run(character: string): void {
		const run = this.#runAt(character);
		const isDouble = character === '~' || character === '|';
		if (isDouble ? run.length !== 2 : run.length > 3) return this.#take(run);
		const [opens, closes] = reach(character, this.source[this.#at - 1], this.source[this.#at + run.length]);
		const piece: Piece = { closes: [], text: '', opens: [] };
		this.pieces.push(piece);
		this.#at += run.length;
		let left = run.length;
		while (closes && left > 0 && this.#waiting.get(character)) {
			while (this.#stack.at(-1)!.character !== character) this.#drop();
			const opener = this.#stack.at(-1)!;
			const width = Math.min(2, left, opener.left);
			const marks = character.repeat(width);
			const mark: Mark = { open: marks, close: marks, type: pairs[marks]! };
			opener.left -= width;
			opener.piece.text = character.repeat(opener.left);
			opener.piece.opens.unshift(mark);
			piece.closes.push(mark);
			left -= width;
			if (opener.left === 0) this.#drop();
		}
		piece.text = character.repeat(left);
		if (opens && left > 0) this.#wait(character, piece, left);
	}

	/** A closing bracket: with the last opening one and an address behind it a link. Links hold no links. */
	#link(): void {
		while (this.#brackets.at(-1)?.isGone) this.#brackets.pop();
		const bracket = this.#brackets.pop();
		const written = bracket && destination(this.source, this.#at + 1);
		const target = written && targetOf(written);
		if (!bracket || !target) return this.#take(']');
		while (this.#stack.at(-1) !== bracket) this.#drop();
		this.#drop();
		const end = `](${written})`;
		const mark: Mark = { open: '[', close: end, type: 'link', target, written };
		bracket.piece.text = '';
		bracket.piece.opens = [mark];
		this.pieces.push({ closes: [mark], text: '', opens: [] });
		this.#at += end.length;
		this.#brackets = [];
	}
}

/** What stands within a line, or several, of a block that stands within `depth` others. */
export function parseInline(source: string, depth: number): Inline[] {
	return build(new Scanner(source).scan(), depth);
}
