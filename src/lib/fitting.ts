const plain = (text: string) => text.toLocaleLowerCase().normalize('NFD').replace(/\p{M}/gu, '');

/** How late what was typed stands in a text: it begins with it, one of its words does, somewhere inside, or not at all. */
const ranks = { begin: 0, word: 1, inside: 2, nowhere: 3 } as const;

function rank(text: string, asked: string): number {
	const words = plain(text);
	if (words.startsWith(asked)) return ranks.begin;
	if (words.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(asked))) return ranks.word;
	return words.includes(asked) ? ranks.inside : ranks.nowhere;
}

/** Those that fit what was typed, the best first, otherwise in their order; `inside`: also in the middle of a word. */
export function fitting<T>(all: readonly T[], words: string, textsOf: (one: T) => string[], inside = false): T[] {
	const asked = plain(words);
	return all
		.map((one) => ({ one, at: Math.min(...textsOf(one).map((text) => rank(text, asked))) }))
		.filter(({ at }) => at <= (inside ? ranks.inside : ranks.word))
		.sort((a, b) => a.at - b.at)
		.map(({ one }) => one);
}
