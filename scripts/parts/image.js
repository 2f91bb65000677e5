// @ts-check
import { cpSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readDockerfile } from './dockerfile.js';
import { runQuietly } from './processes.js';
import { say } from './say.js';
import { root } from './settings.js';

/** @typedef {import('./dockerfile.js').Stage} Stage */
/** @typedef {{ uid: number, gid: number } | undefined} Owner */

/** Who `node` of the image is here; undefined where we may not be anybody else. */
export const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined;

/** @param {string} pattern of .dockerignore */
function asExpression(pattern) {
	const parts = pattern.split(/(\*\*\/|\*)/).map((part) => {
		if (part === '**/') return '(?:.*/)?';
		return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
	});
	return new RegExp(`^${parts.join('')}(?:/|$)`);
}

/**
 * Which files of this folder a builder is sent: the last line that fits a path, or a folder above it, decides.
 * @param {string} [text] of .dockerignore
 * @returns {(path: string) => boolean}
 */
export function readContext(text = readFileSync(join(root, '.dockerignore'), 'utf8')) {
	const rules = text.split('\n').filter((line) => line && !line.startsWith('#'));
	const read = rules.map((line) => ({ isSent: line.startsWith('!'), fits: asExpression(line.replace('!', '')) }));
	return (path) => read.findLast(({ fits }) => fits.test(path))?.isSent ?? true;
}

/**
 * Takes the steps of the Dockerfile in a folder of its own for each stage, and answers with the last one's. Everything in it
 * belongs to whoever runs this, except for what the image gives to its user.
 * @param {import('./life.js').Life} life
 * @param {string} folder
 * @param {{ built?: string }} [shortcut] a fresh `build/`, to be taken instead of building once more
 */
export async function makeImage(life, folder, { built } = {}) {
	const stages = readDockerfile();
	const isSent = readContext();
	const placeOf = (/** @type {string} */ name) => join(folder, name || 'last');
	for (const { name, steps } of stages) {
		const place = placeOf(name);
		const isReady = built !== undefined && name === 'build';
		/** @type {Record<string, string>} */
		const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
		let home = place;
		for (const { word, flags, args, rest } of steps) {
			if (word === 'WORKDIR') mkdirSync((home = join(place, args[0] ?? '')), { recursive: true });
			if (word === 'ENV') for (const pair of args) env[pair.split('=')[0] ?? ''] = pair.slice(pair.indexOf('=') + 1);
			if (word === 'COPY')
				copy(flags.from === undefined ? root : placeOf(flags.from), args, home, flags.from ? undefined : isSent);
			if (word !== 'RUN' || isReady) continue;
			say(`${name || 'last'}: ${rest}`);
			const command = inPlace(rest, place);
			await runQuietly(`“${rest}” failed.`, '/bin/sh', ['-ec', `cd "$0" && ${command}`, home], {
				signal: life.signal,
				env
			});
		}
		if (isReady) cpSync(built, join(home, 'build'), { recursive: true });
	}
	return { place: placeOf(''), stage: /** @type {Stage} */ (stages.at(-1)) };
}

/**
 * A command as it means the same in our folder: its absolute paths lie there, and its users are those of this machine.
 * @param {string} command
 * @param {string} place
 */
function inPlace(command, place) {
	const owner = nobody ? `-o ${nobody.uid} -g ${nobody.gid}` : '';
	return command.replace('-o node -g node', owner).replace(/(?<=\s)\/(?=\w)/g, `${place}/`);
}

/**
 * @param {string} from
 * @param {string[]} args what, and at last where to
 * @param {string} home
 * @param {((path: string) => boolean) | undefined} isSent
 */
function copy(from, args, home, isSent) {
	const target = args.at(-1) ?? '.';
	for (const source of args.slice(0, -1)) {
		const path = join(from, source);
		const to = target.endsWith('/') && !statSync(path).isDirectory() ? join(home, target, source) : join(home, target);
		/** @param {string} one */
		const filter = (one) => !isSent || statSync(one).isDirectory() || isSent(relative(root, one));
		cpSync(path, to, { recursive: true, filter, verbatimSymlinks: true });
	}
}
