// @ts-check
import { readFileSync } from 'node:fs';
import { codeOf } from './say.js';

/**
 * The object in a file; undefined without a file, null when it makes no sense.
 * @param {string} path
 */
export function readJson(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8'));
	} catch (error) {
		return codeOf(error) === 'ENOENT' ? undefined : null;
	}
}
