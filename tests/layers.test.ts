import { expect, test } from 'vitest';

const files = import.meta.glob<string>(['/src/**/*.{ts,svelte}', '/migrations/*.ts', '!**/*.test.ts'], {
	query: '?raw',
	import: 'default',
	eager: true
});

/** The modules a source imports, with relative and `$lib` paths written from the top of the repository. */
function importsOf(path: string, text: string): string[] {
	const found = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(([, to]) => to!);
	return found.map((to) => {
		if (to.startsWith('$lib')) return to.replace('$lib', '/src/lib');
		return to.startsWith('.') ? new URL(to, `file://${path}`).pathname : to;
	});
}

const sources = Object.entries(files).map(([path, text]) => ({ path, imports: importsOf(path, text) }));

const walls: { because: string; files: RegExp; except?: RegExp; reach: RegExp; allowed?: RegExp }[] = [
	{
		because: 'browsers hold no SQL and no secrets',
		files: /^\/src\/lib\/(?!server\/)/,
		reach: /^\/src\/lib\/server|^kysely$|^mysql2|^node:/
	},
	{
		because: 'the words of a domain know zod and other words only',
		files:
			/^\/src\/lib\/(messages\/(message|forms)|channels\/(channel|name|forms)|communities\/(community|forms)|members\/member|invites\/invite|accounts\/account|uploads\/file)\.ts$/,
		reach: /./,
		allowed:
			/^zod(\/mini)?$|^\/src\/lib\/(text|line-field|permissions)$|^\/src\/lib\/\w+\/(message|member|channel|name|community|invite|account|file)$/
	},
	{
		because: 'style parts know no domain',
		files: /^\/src\/lib\/ui\//,
		reach: /^\/src\/lib\/(?!ui\/)|^\$app/
	},
	{
		because: 'markdown knows no domain',
		files: /^\/src\/lib\/markdown\//,
		reach: /^\/src\/lib\/(?!ui\/|markdown\/)|^\$app/
	},
	{
		because: 'emoji know no domain',
		files: /^\/src\/lib\/emoji\//,
		reach: /^\/src\/lib\/(?!ui\/|emoji\/|on-device$)|^\$app/
	},
	{
		because: 'queries only read: they tell nobody and refuse nobody',
		files: /^\/src\/lib\/server\/.*queries\.ts$/,
		reach: /\/commands$|\/realtime\/|\/refuse$|\/access$|^@sveltejs/
	},
	{
		because: 'commands do one thing: they call no other command and do not decide who hears',
		files: /^\/src\/lib\/server\/.*commands\.ts$/,
		reach: /\/commands$|\/realtime\/(hearing|socket|session)$/
	},
	{
		because: 'the hub knows no domain',
		files: /^\/src\/lib\/server\/realtime\/hub\.ts$/,
		reach: /\/server\/(?!lasting$|counts$|one-by-one$|realtime\/frame$)/
	},
	{ because: 'only config reads the environment', files: /^\/src\/(?!lib\/server\/config)/, reach: /^\$env\// },
	{
		because: 'migrations stand alone: the code they were written for will change',
		files: /^\/migrations\//,
		reach: /^(?!kysely$)/
	},
	{
		because: 'sockets have one importer',
		files: /^\/src\//,
		except: /^\/src\/lib\/server\/realtime\//,
		reach: /^ws$/
	},
	{
		because: 'the database driver has one importer',
		files: /^\/src\//,
		except: /^\/src\/lib\/server\/db\//,
		reach: /^mysql2/
	},
	{
		because: 'uploads have one importer',
		files: /^\/src\//,
		except: /^\/src\/lib\/server\/uploads\//,
		reach: /^uploadthing\/server$/
	},
	{
		because: 'LiveKit has one importer',
		files: /^\/src\//,
		except: /^\/src\/lib\/server\/calls\//,
		reach: /^livekit-server-sdk$/
	},
	{
		because: 'accounts have one importer',
		files: /^\/src\//,
		except: /^\/src\/lib\/(?:server\/auth|accounts\/clerk)\//,
		reach: /^better-auth|^svelte-clerk|^@clerk\//
	}
];

test.each(walls)('$because', ({ files: guarded, except, reach, allowed }) => {
	const inside = sources.filter(({ path }) => guarded.test(path) && !except?.test(path));
	expect(inside, 'a wall around nothing').not.toEqual([]);
	const breaches = inside.flatMap(({ path, imports }) =>
		imports.filter((to) => reach.test(to) && !allowed?.test(to)).map((to) => `${path} → ${to}`)
	);
	expect(breaches).toEqual([]);
});

test('each exempted room really uses what is its own', () => {
	for (const { except, reach, because } of walls)
		if (except) {
			const used = sources.some(({ path, imports }) => except.test(path) && imports.some((to) => reach.test(to)));
			expect(used, because).toBe(true);
		}
});

test('a domain’s components show no other domain’s: routes compose', () => {
	const domain = (path: string) =>
		/^\/src\/lib\/(?!ui\/|markdown\/|emoji\/|server\/)(\w+)\/.*\.svelte$/.exec(path)?.[1];
	const breaches = sources.flatMap(({ path, imports }) => {
		const mine = domain(path);
		return mine ? imports.filter((to) => domain(to) && domain(to) !== mine).map((to) => `${path} → ${to}`) : [];
	});
	expect(breaches).toEqual([]);
});

test('modules import in one direction: there are no cycles', () => {
	const known = new Map(sources.map(({ path, imports }) => [path, imports]));
	const resolve = (to: string) => [to, `${to}.ts`, `${to}/index.ts`].find((path) => known.has(path));
	const done = new Set<string>();
	const cycles: string[] = [];
	const walk = (path: string, trail: string[]): void => {
		if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
		if (done.has(path) || trail.includes(path)) return;
		for (const to of known.get(path) ?? []) {
			const next = resolve(to);
			if (next) walk(next, [...trail, path]);
		}
		done.add(path);
	};
	for (const { path } of sources) walk(path, []);
	expect(cycles).toEqual([]);
});
