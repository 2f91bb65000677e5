// @ts-check
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './data-folder.js';
import { readJson } from './json-file.js';

/** @typedef {{ pid: number, command: string, databaseUrl: string }} RunNote */

/**
 * Leaves a note for `npm run seed`: which database this run uses.
 * @param {import('./life.js').Life} life
 * @param {string} folder
 * @param {Omit<RunNote, 'pid'>} run
 */
export function noteRun(life, folder, run) {
	const path = join(folder, 'run.json');
	writePrivately(path, JSON.stringify({ pid: process.pid, ...run }));
	life.later(() => rmSync(path, { force: true }));
}

/**
 * The note of the process that holds the data folder, once it is up.
 * @param {string} folder
 * @param {number} pid
 * @returns {RunNote | undefined}
 */
export function runOf(folder, pid) {
	const run = readJson(join(folder, 'run.json'));
	return run?.pid === pid ? run : undefined;
}
