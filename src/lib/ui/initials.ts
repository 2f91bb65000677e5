const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What stands for a name where there is no picture: the first letters of its first and last word. Never empty. */
export function initials(name: string): string {
	const words = name.split(/\s+/u).filter(Boolean);
	const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
	return ends.map((word) => firstLetter(word ?? '')).join('') || '?';
}

function firstLetter(word: string): string {
	const letters = word.replace(/^\p{P}+/u, '') || word;
	const [first] = graphemes.segment(letters);
	return first?.segment.toUpperCase() ?? '';
}
