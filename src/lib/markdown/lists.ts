type Item = { number: number | null; lines: string[] };

const marker = /^( {0,3})(?:[-*]|(\d{1,9})\.)[ \t]+(?=\S)/;

/** How far a line is indented; a tab counts as four spaces. */
function indentOf(line: string): number {
	let width = 0;
	for (const character of line)
		if (character === ' ') width++;
		else if (character === '\t') width += 4;
		else break;
	return width;
}

/** The line without up to `width` columns of its indentation. */
function outdent(line: string, width: number): string {
	let at = 0;
	for (let left = width; left > 0 && /[ \t]/.test(line[at] ?? ''); at++) left -= line[at] === '\t' ? 4 : 1;
	return line.slice(at);
}

/** Lists are numbered as they were written; somebody who wrote 1. 1. 1. left the counting to us. */
function numberAfter(previous: Item | undefined, written: number, before: number | undefined): number {
	return previous?.number != null && written === before ? previous.number + 1 : written;
}

/** The list that begins with line `at`: the lines of its items, without markers and indentation. */
export function readList(lines: string[], at: number): { items: Item[]; next: number } | null {
	const first = marker.exec(lines[at]!);
	if (!first) return null;
	const base = first[1]!.length;
	const isNumbered = first[2] !== undefined;
	const items: Item[] = [];
	let before: number | undefined;
	let next = at;
	/** What belongs to the item so far, with the empty lines that are its own only if more of it follows. */
	let inside = 0;
	let empty = 0;
	for (; next + empty < lines.length;) {
		const line = lines[next + empty]!;
		if (!line.trim()) {
			empty++;
			continue;
		}
		const begun = indentOf(line) < base + 2 || items.length === 0 ? marker.exec(line) : null;
		if (begun && (begun[2] !== undefined) === isNumbered) {
			const written = begun[2] === undefined ? null : Number(begun[2]);
			const number = written === null ? null : numberAfter(items.at(-1), written, before);
			before = written ?? undefined;
			inside = begun[0].length;
			items.push({ number, lines: [line.slice(inside)] });
		} else if (!begun && indentOf(line) >= base + 2) {
			items.at(-1)!.lines.push(...Array<string>(empty).fill(''), outdent(line, inside));
		} else break;
		next += empty + 1;
		empty = 0;
	}
	return { items, next };
}
