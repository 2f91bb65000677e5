import { QUERY_LIMIT } from './limits';
import { settled, unitsOf, type Unit } from './units';

/** Words and filters beyond these are not looked at: each one costs. */
const MOST_WANTS = 12;
const MOST_NAMES = 5;

/** Units that must follow one another. The last one may be only the beginning of a word. */
export type Want = { units: Unit[]; isPrefix: boolean };

export type SearchLine = {
	wants: Want[];
	/** Handles, any of which wrote it. */
	from: string[];
	/** Names of channels, any of which it stands in. */
	in: string[];
	has: Trait[];
	/** Days such as 2026-01-31: earlier than the one, not earlier than the other. */
	before: string | null;
	after: string | null;
	/** What was meant as a filter and is none, in words for whoever wrote it. */
	problems: string[];
};

/** What `has:` can ask for. A file of any kind is a file, whether it is also a picture or not. */
export const traits = ['link', 'file', 'image', 'video', 'audio'] as const;
export type Trait = (typeof traits)[number];

/** Shorter beginnings would be those of half of all words. */
const SHORTEST_PREFIX = 3;

const isDay = (value: string) => {
	const at = /^\d{4}-\d\d-\d\d$/.test(value) ? new Date(`${value}T00:00:00Z`) : null;
	return at !== null && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
};

function wantOf(words: string, mayBePrefix: boolean): Want | null {
	const units = unitsOf(words).slice(0, MOST_WANTS);
	if (units.length === 0) return null;
	const last = units.at(-1)!;
	const isPrefix = mayBePrefix && words.endsWith('*') && !last.isDense && last.term.length >= SHORTEST_PREFIX;
	return { units, isPrefix };
}

function filter(line: SearchLine, name: string, value: string): void {
	if (name === 'from') line.from.push(value.replace(/^@/, '').toLowerCase());
	else if (name === 'in') line.in.push(value.replace(/^#/, '').toLowerCase());
	else if (name === 'has') {
		const trait = traits.find((one) => value.toLowerCase() === one || value.toLowerCase() === `${one}s`);
		if (trait) line.has.push(trait);
		else
			line.problems.push(`“has:${value}” is not a filter. Try has:link, has:file, has:image, has:video or has:audio.`);
	} else if (isDay(value)) line[name as 'before' | 'after'] = value;
	else line.problems.push(`“${name}:${value}” needs a day, such as ${name}:2026-01-31.`);
}

/** Reads what was written into the search field. Whatever it is, it is a search: nothing in it is an error. */
export function parseSearch(text: string): SearchLine {
	const line: SearchLine = { wants: [], from: [], in: [], has: [], before: null, after: null, problems: [] };
	// The small first part of a filter, a phrase up to its closing mark or the end, or whatever stands between spaces.
	const parts = /(?:\b(from|in|has|before|after):(\S+))|"([^"]*)"?|[^\s"]+/giu;
	for (const [whole, name, value, phrase] of settled(text.slice(0, QUERY_LIMIT)).matchAll(parts)) {
		if (name && value) filter(line, name.toLowerCase(), value);
		else {
			const want = wantOf(phrase ?? whole, phrase === undefined);
			if (want && line.wants.length < MOST_WANTS) line.wants.push(want);
		}
	}
	line.from = line.from.slice(0, MOST_NAMES);
	line.in = line.in.slice(0, MOST_NAMES);
	return line;
}

/** Whether anything at all was asked for. */
export const asksNothing = (line: SearchLine) =>
	line.wants.length + line.from.length + line.in.length + line.has.length === 0 && !line.before && !line.after;
