// @ts-check
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './data-folder.js';
import { Problem } from './say.js';
import { shortPath } from './settings.js';

const names = /** @type {const} */ (['authSecret', 'databasePassword', 'databaseRootPassword']);

/** @typedef {Record<(typeof names)[number], string>} Secrets */

/**
 * The secrets of this installation, made at the first start and kept.
 * @param {string} folder
 * @returns {Secrets}
 */
export function secretsIn(folder) {
	const path = join(folder, 'secrets.json');
	const kept = existsSync(path) ? parse(path) : {};
	const secrets = /** @type {Secrets} */ ({ ...kept });
	for (const name of names) secrets[name] ??= randomBytes(32).toString('base64url');
	if (names.some((name) => kept[name] === undefined)) writePrivately(path, `${JSON.stringify(secrets, null, '\t')}\n`);
	return secrets;
}

/**
 * @param {string} path
 * @returns {Partial<Secrets>}
 */
function parse(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		const reason = error instanceof Error ? error.message : error;
		throw new Problem(`The secrets in ${shortPath(path)} cannot be read (${reason}). Put the file back from a backup.`);
	}
}
