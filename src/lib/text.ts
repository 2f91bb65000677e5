// Control characters, and whatever is not drawn: marks that turn the writing direction around, or hide in a name to make two
// names look alike. Those that choose a form of the letter before them count as marks of it.
const unseen = /(?!\p{VS})[\p{Cc}\p{DI}\uFFF9-\uFFFB]/gu;
const blanks = /[\s\u2800]+/g;
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/** One visible line: composed, without control or direction marks, single spaces, at most three combining marks in a row. */
export function cleanLine(text: string): string {
	return text
		.replace(blanks, ' ')
		.replace(unseen, '')
		.normalize('NFC')
		.replace(stackedMarks, '$1')
		.replace(/ {2,}/g, ' ')
		.trim();
}

/** Running text: any lines and spaces, but no control characters other than line feed and tab. */
export function cleanText(text: string): string {
	return text
		.replace(/\r\n?|[\u2028\u2029]/g, '\n')
		.replace(/[^\P{Cc}\n\t]/gu, '')
		.trim();
}
