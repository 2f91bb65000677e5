const controls = /[\u202A-\u202E\u2066-\u2069]/;
const POP_EMBEDDING = '\u202C';
const POP_ISOLATE = '\u2069';

/**
 * The text with every bidi embedding, override and isolate that it opens closed again in the same line, and without closing
 * characters that close nothing: whatever it says, what stands around it keeps its direction.
 */
export function closed(text: string): string {
	if (!controls.test(text)) return text;
	return text.split('\n').map(closedLine).join('\n');
}

function closedLine(line: string): string {
	let kept = '';
	const open: string[] = [];
	let isolates = 0;
	for (const character of line) {
		if (character === POP_EMBEDDING || character === POP_ISOLATE) {
			const isOpen = character === POP_ISOLATE ? isolates > 0 : open.at(-1) === character;
			if (!isOpen) continue;
			// The end of an isolate ends the embeddings within it, too.
			while (open.pop() !== character);
			if (character === POP_ISOLATE) isolates--;
		} else if (controls.test(character)) {
			const isIsolate = character >= '\u2066';
			if (isIsolate) isolates++;
			open.push(isIsolate ? POP_ISOLATE : POP_EMBEDDING);
		}
		kept += character;
	}
	return kept + open.reverse().join('');
}
