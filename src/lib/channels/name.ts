/** Whatever is no letter, number, sign of a word or picture stands between words, and so becomes a hyphen. */
const between = /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{RI}\p{EMod}\u{FE0F}_]+/gu;

/** A channel's name as it may be while somebody types it: lower case, hyphens between words, none at the start. */
export function tidyWhileTyping(text: string): string {
	return text.toLowerCase().replace(between, '-').replace(/^-+/, '').normalize('NFC');
}

/** A channel's name as it is written down. */
export function tidyName(text: string): string {
	return tidyWhileTyping(text).replace(/-$/, '');
}
