// @ts-check
import { build } from './build.js';
import { programOf } from './packages.js';
import { run } from './processes.js';
import { lastLines, Problem } from './say.js';

/** @typedef {import('./life.js').Life} Life */

/**
 * What `npm test` looks at before it runs the tests; each check throws a Problem when it is not content.
 * Types come before lint, because both need what `svelte-kit sync` writes.
 * @type {[string, (life: Life) => Promise<unknown>][]}
 */
export const checks = [
	['format', (life) => tool(life, 'prettier', ['--check', '.'])],
	['types', checkTypes],
	['lint', (life) => tool(life, 'eslint', ['.'])],
	['unused code', (life) => tool(life, 'knip', [])],
	['build', build]
];

/** @param {Life} life */
async function checkTypes(life) {
	await tool(life, '@sveltejs/kit', ['sync'], 'svelte-kit');
	await tool(life, 'svelte-check', ['--fail-on-warnings']);
}

/**
 * @param {Life} life
 * @param {string} name
 * @param {string[]} args
 * @param {string} [command]
 */
async function tool({ signal }, name, args, command) {
	const { code, output } = await run(process.execPath, [programOf(name, command), ...args], { signal });
	if (code !== 0) throw new Problem(lastLines(output, 100) || `    It ended with code ${code}.`);
}
