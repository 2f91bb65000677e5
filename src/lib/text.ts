// Control characters, and the marks that turn writing direction around or hide in a name to make two names look alike.
const unseen = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u115F\u1160\u3164\uFFA0]/gu;
const stackedMarks = /(\p{M}{3})\p{M}+/gu;

/** One visible line: composed, without control or direction marks, single spaces, at most three combining marks in a row. */
export function cleanLine(text: string): string {
	return text
		.normalize('NFC')
		.replace(/\s+/g, ' ')
		.replace(unseen, '')
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
