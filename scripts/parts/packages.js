// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runQuietly } from './processes.js';
import { say } from './say.js';
import { root } from './settings.js';

const lockPath = join(root, 'package-lock.json');
const markPath = join(root, 'node_modules', '.chatsphere-lock');

/**
 * Installs exactly what package-lock.json says, when it is not there yet.
 * @param {import('./life.js').Life} life
 */
export async function installPackages({ signal }) {
	const wanted = createHash('sha256').update(readFileSync(lockPath)).digest('hex');
	if (existsSync(markPath) && readFileSync(markPath, 'utf8') === wanted) return;
	if (!isInstalledByHand()) {
		say('Installing packages…');
		// Building needs the development packages, whatever NODE_ENV the person has set.
		await npm(['ci', '--include=dev', '--no-audit', '--no-fund'], signal);
	}
	writeFileSync(markPath, wanted);
}

/**
 * The program of an installed package, to be run by node itself: a shell between us would swallow signals.
 * @param {string} name
 * @param {string} [command]
 */
export function programOf(name, command = name) {
	const folder = join(root, 'node_modules', name);
	const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
	return join(folder, typeof bin === 'string' ? bin : bin[command]);
}

/**
 * @param {string[]} args
 * @param {AbortSignal} signal
 */
function npm(args, signal) {
	const trouble = 'The packages could not be installed.';
	const own = process.env.npm_execpath;
	if (own && basename(own).startsWith('npm-cli'))
		return runQuietly(trouble, process.execPath, [own, ...args], { signal });
	return runQuietly(trouble, 'npm', args, { signal, shell: process.platform === 'win32' });
}

/** Whether somebody has run npm here already and every package has the version of package-lock.json. */
function isInstalledByHand() {
	const notes = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(notes)) return false;
	const present = readPackages(notes);
	return Object.entries(readPackages(lockPath)).every(([path, { version, optional, devOptional }]) => {
		if (path === '' || optional || devOptional) return true;
		return present[path]?.version === version && existsSync(join(root, path, 'package.json'));
	});
}

/**
 * @param {string} path
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>}
 */
function readPackages(path) {
	return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
}
