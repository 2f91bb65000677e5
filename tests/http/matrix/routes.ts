import ts from 'typescript';

const pages = import.meta.glob('/src/routes/**/+page.svelte');
const sources = import.meta.glob<string>('/src/routes/**/+{page.server,server}.ts', {
	query: '?raw',
	import: 'default',
	eager: true
});

const routeOf = (path: string) => path.replace(/^\/src\/routes/, '').replace(/\/\+[\w.]+$/, '') || '/';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'fallback'];

/** What a module exports by name, with the value where one is given. Read, not run: that takes seconds. */
function exportsOf(path: string, text: string): Map<string, ts.Expression | undefined> {
	const found = new Map<string, ts.Expression | undefined>();
	for (const statement of ts.createSourceFile(path, text, ts.ScriptTarget.Latest).statements) {
		const isExported = ts.canHaveModifiers(statement)
			? ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
			: false;
		if (ts.isExportDeclaration(statement)) throw new Error(`${path} exports in a way the matrix does not read.`);
		if (!isExported) continue;
		if (ts.isFunctionDeclaration(statement)) found.set(statement.name!.text, undefined);
		if (ts.isVariableStatement(statement))
			for (const { name, initializer } of statement.declarationList.declarations)
				found.set((name as ts.Identifier).text, initializer);
	}
	return found;
}

function actionsOf(path: string, text: string): string[] {
	const exported = exportsOf(path, text);
	if (!exported.has('actions')) return [];
	const actions = exported.get('actions');
	if (!actions || !ts.isObjectLiteralExpression(actions))
		throw new Error(`The actions of ${path} are not written down where they are exported.`);
	return actions.properties.map(({ name }) => {
		if (!name || !ts.isIdentifier(name)) throw new Error(`An action of ${path} has no plain name.`);
		return name.text;
	});
}

/** Everything src/routes lets a browser ask for: `page ROUTE`, `action ROUTE NAME` and `METHOD ROUTE`. */
export function everythingAsked(): string[] {
	const asked = new Set(Object.keys(pages).map((path) => `page ${routeOf(path)}`));
	for (const [path, text] of Object.entries(sources)) {
		const route = routeOf(path);
		if (path.endsWith('/+page.server.ts')) {
			// A page without a component is one that only leads on.
			asked.add(`page ${route}`);
			for (const name of actionsOf(path, text)) asked.add(`action ${route} ${name}`);
		} else for (const name of exportsOf(path, text).keys()) if (methods.includes(name)) asked.add(`${name} ${route}`);
	}
	return [...asked].sort();
}

/** The address of a route, with the values of its parameters. */
export function addressOf(route: string, given: Record<string, string>): string {
	const values: Record<string, string> = { token: 'a-link-that-nobody-was-given', ...given };
	const path = route.replace(/\/\([^)]+\)/g, '').replace(/\[(\w+)(?:=\w+)?\]/g, (_, name: string) => {
		if (values[name] === undefined) throw new Error(`The matrix has no value for [${name}] of ${route}.`);
		return values[name];
	});
	return path || '/';
}
