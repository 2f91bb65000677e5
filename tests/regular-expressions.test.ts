import { isSafe } from 'redos-detector';
import { parse as parseSvelte } from 'svelte/compiler';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const sources = import.meta.glob<string>(['/src/**/*.{ts,svelte}', '!**/*.test.ts'], {
	query: '?raw',
	import: 'default',
	eager: true
});

/** The expressions a source writes down, as they stand there, and how often it makes one out of a text. */
type Found = { written: string[]; made: number };

function inScript(path: string, text: string): Found {
	const found: Found = { written: [], made: 0 };
	const visit = (node: ts.Node): void => {
		if (ts.isRegularExpressionLiteral(node)) found.written.push(node.text);
		const isCall = ts.isNewExpression(node) || ts.isCallExpression(node);
		if (isCall && ts.isIdentifier(node.expression) && node.expression.text === 'RegExp') found.made++;
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
	return found;
}

type Tree = { type?: string; regex?: { pattern: string; flags: string }; callee?: { name?: string } };
function inComponent(text: string): Found {
	const found: Found = { written: [], made: 0 };
	const visit = (node: unknown): void => {
		if (typeof node !== 'object' || node === null) return;
		const { type, regex, callee } = node as Tree;
		if (type === 'Literal' && regex) found.written.push(`/${regex.pattern}/${regex.flags}`);
		if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp') found.made++;
		for (const [name, value] of Object.entries(node)) if (name !== 'parent' && name !== 'metadata') visit(value);
	};
	visit(parseSvelte(text, { modern: true }));
	return found;
}

const found = Object.entries(sources).map(([path, text]) => ({
	path,
	...(path.endsWith('.svelte') ? inComponent(text) : inScript(path, text))
}));

/**
 * How many ways back there are, in the worst text, before an expression gives up: more than this, or without end, is a way to
 * keep the server busy.
 */
const MOST_WAYS = 200;
/** What takes longer to check, in milliseconds, is not known to be calm. */
const PATIENCE = 10_000;

function isCalm(expression: RegExp): boolean {
	const { source, flags } = expression;
	// Sets of whole emoji are beyond it: those are measured.
	if (flags.includes('v')) return slowOn(expression).length === 0;
	// The checker knows no `y` (what begins in one place only begins at the start), no names of groups, and no `i` beside `u`.
	const unnamed = source.replace(/\(\?<\w+>/g, '(');
	const pattern = flags.includes('y') ? `^(?:${unnamed})` : unnamed;
	const kept = (flags.includes('u') ? flags.replace('i', '') : flags).replace('y', '');
	return isSafe(new RegExp(pattern, kept), { maxScore: MOST_WAYS, timeout: PATIENCE }).safe;
}

const literal = (text: string) => {
	const end = text.lastIndexOf('/');
	return new RegExp(text.slice(1, end), text.slice(end + 1));
};

const LONG = 32_000;
const pumps = [
	...[...'a0_.-"`/*#<\\ \n:(@é', "'", '--', '0e', '0x', 'a.', '"""', "'''", '\\"', '*/', '/*'],
	...['<!--', '--[[', "for key '", '¯\\_']
];

/** Milliseconds that this process has worked, however busy the machine is with others. */
const worked = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;

/** The texts an expression is slow on that go on and on and then break off: for those the checker is not sure about. */
function slowOn(pattern: RegExp): string[] {
	const every = new RegExp(pattern.source, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`);
	return pumps.filter((pump) => {
		const text = `${pump.repeat(LONG / pump.length)}\0`;
		const began = worked();
		[...text.matchAll(every)].at(-1);
		return worked() - began > 200;
	});
}

test.each(['(a+)+$', '\\s+$', '(?<x>a*)*b', '^(\\w+\\s?)*$', '(.*),(.*)x'])(
	'T27: the checker knows that %s is slow',
	{ timeout: 60_000 },
	(bad) => {
		expect(isCalm(new RegExp(bad))).toBe(false);
		expect(isCalm(new RegExp(bad, 'iu'))).toBe(false);
	}
);

test('T27: so do texts', { timeout: 60_000 }, () => {
	expect(slowOn(/"[^"]*"?/)).toEqual([]);
	expect(slowOn(/a+$/)).toEqual(['a']);
});

test('T27: no expression that is written down can be made slow', { timeout: 60_000 }, () => {
	const all = found.flatMap(({ path, written }) => written.map((text) => [path, text] as const));
	expect(all.length).toBeGreaterThan(90);
	expect(all.some(([path]) => path.endsWith('.svelte'))).toBe(true);
	expect(all.filter(([, text]) => !isCalm(literal(text))).map((one) => one.join(': '))).toEqual([]);
});

describe('T27: expressions made while the app runs', { timeout: 60_000 }, () => {
	/** What makes them: modules that are loaded, and what is asked of them. None makes one out of what people write. */
	const makers: Record<string, () => Promise<unknown>> = {
		'/src/lib/markdown/inline.ts': () => import('$lib/markdown/inline'),
		'/src/lib/search/units.ts': () => import('$lib/search/units'),
		'/src/lib/markdown/highlight/parts.ts': async () => {
			const { partsOf } = await import('$lib/markdown/highlight/parts');
			const names = 'js ts svelte python ruby php java c cpp cs go rust html xml css yaml json toml sql lua bash diff';
			for (const name of `${names} nonsense`.split(' ')) partsOf('x', name);
		},
		'/src/lib/server/db/index.ts': async () => {
			const { isDuplicate } = await import('$lib/server/db');
			isDuplicate({ code: 'ER_DUP_ENTRY', sqlMessage: '' }, 'handle');
		}
	};
	const made: RegExp[] = [];
	beforeAll(() => {
		vi.resetModules();
		vi.stubGlobal(
			'RegExp',
			new Proxy(RegExp, {
				construct(target, given: ConstructorParameters<typeof RegExp>) {
					const one = new target(...given);
					made.push(one);
					return one;
				}
			})
		);
	});
	afterAll(() => vi.unstubAllGlobals());

	test('are those of these modules', () => {
		expect(found.flatMap(({ path, made }) => (made > 0 ? [path] : [])).sort()).toEqual(Object.keys(makers).sort());
	});

	test.each(Object.keys(makers))('are calm in %s', async (path) => {
		made.length = 0;
		await makers[path]!();
		const own = [...new Map(made.map((one) => [String(one), one])).values()];
		expect(own.length).toBeGreaterThan(0);
		for (const one of own) if (!isCalm(one)) expect(slowOn(one), String(one)).toEqual([]);
	});
});
