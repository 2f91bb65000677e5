/** A piece of a text; what was typed is marked. */
export type Marked = { text: string; isMarked: boolean };

/** Cuts a text around the first place where what was typed stands in it. */
export function marked(text: string, words: string): Marked[] {
	const asked = words.toLocaleLowerCase();
	const lower = text.toLocaleLowerCase();
	// Some letters become longer when they are made small: then nothing is marked.
	const at = asked && lower.length === text.length ? lower.indexOf(asked) : -1;
	if (at < 0) return [{ text, isMarked: false }];
	const end = at + asked.length;
	return [
		{ text: text.slice(0, at), isMarked: false },
		{ text: text.slice(at, end), isMarked: true },
		{ text: text.slice(end), isMarked: false }
	].filter((piece) => piece.text !== '');
}
