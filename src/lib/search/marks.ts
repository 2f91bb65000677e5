import type { Want } from './query';
import { settled, unitsOf, type Unit } from './units';

/** A piece of a found message; those that were searched for are marked. */
export type Piece = { text: string; isMarked: boolean };

type Span = { start: number; end: number };

/** Characters of a found message that are shown, and how many of them stand before the first mark. */
const EXCERPT = 320;
const LEAD = 80;

function spansOf(units: readonly Unit[], { units: wanted, isPrefix }: Want): Span[] {
	const spans: Span[] = [];
	const isLast = wanted.length - 1;
	for (let at = 0; at + wanted.length <= units.length; at++) {
		const fits = wanted.every(({ term }, index) => {
			const found = units[at + index]!.term;
			return isPrefix && index === isLast ? found.startsWith(term) : found === term;
		});
		if (fits) spans.push({ start: units[at]!.start, end: units[at + isLast]!.end });
	}
	return spans;
}

/** Where the wants stand in a text; null when one of them is not in it. */
export function findIn(body: string, wants: readonly Want[]): Span[] | null {
	const units = unitsOf(settled(body));
	const found: Span[] = [];
	for (const want of wants) {
		const spans = spansOf(units, want);
		if (spans.length === 0) return null;
		found.push(...spans);
	}
	return found;
}

/** The part of a text around its first mark, cut into pieces. */
export function piecesOf(body: string, spans: readonly Span[]): Piece[] {
	const text = settled(body);
	const sorted = [...spans].sort((a, b) => a.start - b.start);
	const first = sorted[0]?.start ?? 0;
	const from = first <= LEAD * 2 ? 0 : text.lastIndexOf(' ', first - LEAD) + 1 || first - LEAD;
	const to = text.length - from <= EXCERPT + LEAD ? text.length : from + EXCERPT;
	const pieces: Piece[] = [];
	const put = (words: string, isMarked: boolean) => words && pieces.push({ text: words, isMarked });
	if (from > 0) put('… ', false);
	let at = from;
	for (const { start, end } of sorted) {
		if (end <= at || start >= to) continue;
		put(text.slice(at, Math.max(at, start)), false);
		put(text.slice(Math.max(at, start), Math.min(end, to)), true);
		at = Math.min(end, to);
	}
	put(text.slice(at, to), false);
	if (to < text.length) put(' …', false);
	return pieces;
}
