/** A word, or one character of a script that is written without spaces, and where it stands in the text. */
export type Unit = { start: number; end: number; term: string; isDense: boolean };

/** No word is kept longer than this; what is behind is not compared. */
const LONGEST = 40;

// Scripts in which a word cannot be told from its neighbours without a dictionary.
const dense =
	'\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々〆〇';
const anyUnit = new RegExp(
	`(?<dense>[${dense}])|(?:(?![${dense}])[\\p{L}\\p{N}\\p{M}])+|\\p{Extended_Pictographic}`,
	'gu'
);
const plainUnit = /[a-z\d]+/gi;
const plainText = /^[\0-\x7f]*$/;

/** Case and accents do not matter between letters that are written with them; は and ば are different letters. */
const folded = (word: string) =>
	word
		.normalize('NFKD')
		.replace(/[\u0300-\u036f]/g, '')
		.toLowerCase()
		.replace(/ß/g, 'ss')
		.replace(/ς/g, 'σ');

const cut = (term: string) => (term.length <= LONGEST ? term : term.slice(0, LONGEST).replace(/[\uD800-\uDBFF]$/, ''));

/** The text as it is searched and shown; positions of units are positions in it. */
export const settled = (text: string) => (plainText.test(text) ? text : text.normalize('NFC'));

/** What can be searched for in a settled text, in its order. */
export function unitsOf(text: string): Unit[] {
	const units: Unit[] = [];
	const isPlain = plainText.test(text);
	for (const match of text.matchAll(isPlain ? plainUnit : anyUnit)) {
		const [word] = match;
		const isDense = !isPlain && match.groups?.dense !== undefined;
		const term = isPlain ? word.toLowerCase() : isDense ? word.normalize('NFKC') : folded(word);
		if (term) units.push({ start: match.index, end: match.index + word.length, term: cut(term), isDense });
	}
	return units;
}

/** Two neighbours of a script without spaces, as one term: one character alone is in too many texts. */
export function pairTerms(units: readonly Unit[]): string[] {
	const pairs: string[] = [];
	for (let at = 1; at < units.length; at++) {
		const [first, second] = [units[at - 1]!, units[at]!];
		if (first.isDense && second.isDense && first.end === second.start) pairs.push(first.term + second.term);
	}
	return pairs;
}
