import { languageOf, type Language } from './languages';

type CodeKind = 'comment' | 'keyword' | 'string' | 'number' | 'function';
export type CodePart = { text: string; kind: CodeKind | null };

const number = '(?:0[xXbBoO][\\da-fA-F_]+|\\d[\\d_]*(?:\\.\\d*)?(?:[eE][+-]?\\d+)?)[\\w%]*';
const path = '[\\p{L}_$@][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*';

const patterns = new Map<Language, RegExp>();
function patternOf(language: Language): RegExp {
	const group = (name: string, sources: string[] = []) =>
		sources.length > 0 ? [`(?<${name}>${sources.join('|')})`] : [];
	const pattern =
		patterns.get(language) ??
		new RegExp(
			[
				...group('comment', language.comment),
				...group('string', language.string),
				...group('key', language.key),
				...group('number', [number]),
				...group('path', [path])
			].join('|'),
			'gu'
		);
	patterns.set(language, pattern);
	return pattern;
}

/** A name, or several with dots between them: what is called is a function, what the language owns a keyword. */
function named(path: string, isCalled: boolean, { keywords, isCaseless }: Language): CodePart[] {
	const [first = ''] = path.split('.', 1);
	const isKeyword = keywords.has(isCaseless ? first.toLowerCase() : first);
	const rest = isKeyword ? path.slice(first.length) : path;
	const parts: CodePart[] = isKeyword ? [{ text: first, kind: 'keyword' }] : [];
	return rest ? [...parts, { text: rest, kind: isCalled ? 'function' : null }] : parts;
}

/** Code in parts that have one colour each. Put together again they are the code. */
export function partsOf(code: string, languageName: string): CodePart[] {
	const language = languageOf(languageName);
	const parts: CodePart[] = [];
	const add = (part: CodePart) => {
		const last = parts.at(-1);
		if (last && last.kind === part.kind) last.text += part.text;
		else parts.push(part);
	};
	let end = 0;
	for (const { index, 0: text, groups = {} } of code.matchAll(patternOf(language))) {
		if (index > end) add({ text: code.slice(end, index), kind: null });
		end = index + text.length;
		if (groups.comment) add({ text, kind: 'comment' });
		else if (groups.string) add({ text, kind: 'string' });
		else if (groups.key) add({ text, kind: 'function' });
		else if (groups.number) add({ text, kind: 'number' });
		else for (const part of named(text, code[end] === '(', language)) add(part);
	}
	if (end < code.length) add({ text: code.slice(end), kind: null });
	return parts;
}
