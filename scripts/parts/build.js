// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './packages.js';
import { runQuietly } from './processes.js';
import { say } from './say.js';
import { root } from './settings.js';

const sources = [
	'src',
	'static',
	'migrations',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'package-lock.json'
];
const markPath = join(root, 'build', '.sources.sha256');

/**
 * Builds the app when its sources have changed since the last build.
 * @param {import('./life.js').Life} life
 */
export async function build({ signal }) {
	if (isBuilt()) return;
	say('Building…');
	const wanted = sourcesHash();
	// Without its mark, a build that is interrupted from here on does not count.
	rmSync(markPath, { force: true });
	const env = { ...process.env, NODE_ENV: 'production' };
	await runQuietly('The app could not be built.', process.execPath, [programOf('vite'), 'build'], { signal, env });
	writeFileSync(markPath, wanted);
}

/** Whether build/ was made from the sources as they are now. */
export function isBuilt() {
	return hasBuild() && readFileSync(markPath, 'utf8') === sourcesHash();
}

/** Whether build/ is complete, from whatever sources. */
export function hasBuild() {
	return existsSync(markPath);
}

function sourcesHash() {
	const hash = createHash('sha256');
	for (const path of sources.flatMap(filesUnder)) {
		const content = readFileSync(join(root, path));
		hash.update(`${path}\0${content.length}\0`).update(content);
	}
	return hash.digest('hex');
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesUnder(path) {
	const found = statSync(join(root, path), { throwIfNoEntry: false });
	if (!found) return [];
	if (!found.isDirectory()) return path.endsWith('.test.ts') ? [] : [path];
	const names = readdirSync(join(root, path)).sort();
	return names.flatMap((name) => filesUnder(`${path}/${name}`));
}
