// @ts-check
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from './say.js';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Takes in what the person wrote into `.env`; the real environment has the last word. */
export function readDotEnv() {
	const path = join(root, '.env');
	if (existsSync(path)) process.loadEnvFile(path);
}

/**
 * A setting from the environment; an empty one counts as unset.
 * @param {string} name
 */
export function setting(name) {
	return process.env[name]?.trim() || undefined;
}

/** Where the app should listen: only on this machine unless HOST says otherwise. */
export function address() {
	const port = setting('PORT') ?? '3000';
	if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
		throw new Problem(`PORT is “${port}”, but a port is a number from 1 to 65535, for example: PORT=3001 npm start`);
	}
	return { host: setting('HOST') ?? '127.0.0.1', port: Number(port) };
}

/** The folder for everything that must last: database, uploads and secrets. */
export function dataFolder() {
	return resolve(root, setting('DATA_DIR') ?? '.data');
}

/**
 * What a path means where the person stands; npm runs scripts in the top folder.
 * @param {string} path
 */
export function pathFrom(path) {
	return resolve(process.env.INIT_CWD ?? process.cwd(), path);
}

/**
 * A path as the person would write it, standing in the top folder.
 * @param {string} path
 */
export function shortPath(path) {
	const short = relative(root, path);
	return short === '' || short.startsWith(`..${sep}`) || short === '..' ? path : short;
}
