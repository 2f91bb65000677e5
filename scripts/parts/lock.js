// @ts-check
import { linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePrivately } from './data-folder.js';
import { readJson } from './json-file.js';
import { birthOf } from './process-table.js';
import { waitUntil } from './processes.js';
import { codeOf, Problem, say } from './say.js';
import { shortPath } from './settings.js';

/** @typedef {{ pid: number, birth?: string | undefined, command: string, isEnding?: boolean }} Holder */

/** An earlier run that is on its way out gets this long: the app 10 seconds, the database 20. */
const ENDING_PATIENCE = 35_000;

/** Whoever has just been told to stop needs this long to say so. */
const A_MOMENT = 800;

/**
 * Makes sure only one of our scripts works on the data folder; tells whether an earlier one was killed.
 * @param {import('./life.js').Life} life
 * @param {string} folder
 * @param {string} command
 */
export async function takeLock(life, folder, command) {
	const path = lockIn(folder);
	/** @type {Holder} */
	const mine = { pid: process.pid, birth: birthOf(process.pid), command };
	let wasLeftBehind = false;
	while (!tryWrite(path, mine)) {
		const holder = holderOf(folder);
		if (!holder) {
			wasLeftBehind = true;
			clearAway(path);
		} else if (!(await isLeaving(folder, holder, life.signal))) {
			throw new Problem(inUse(folder, holder));
		}
	}
	life.later(() => rmSync(path, { force: true }));
	life.signal.addEventListener('abort', () => {
		try {
			writePrivately(path, JSON.stringify({ ...mine, isEnding: true }));
		} catch {
			// On a full disk the next start is told to wait until we are gone; that is all.
		}
	});
	return { wasLeftBehind };
}

/**
 * Who works on the data folder at this moment, if anybody.
 * @param {string} folder
 */
export function holderOf(folder) {
	return livingHolder(lockIn(folder));
}

/**
 * Waits for a holder that is on its way out; false for one that stays.
 * @param {string} folder
 * @param {Holder} holder
 * @param {AbortSignal} signal
 */
async function isLeaving(folder, { pid }, signal) {
	const isGone = () => holderOf(folder)?.pid !== pid;
	const isEnding = () => isGone() || holderOf(folder)?.isEnding === true;
	if (!(await waitUntil(isEnding, A_MOMENT, signal))) return false;
	if (!isGone()) say('Waiting for the earlier run to stop…');
	return waitUntil(isGone, ENDING_PATIENCE, signal);
}

/** @param {string} folder */
function lockIn(folder) {
	return join(folder, 'start.lock');
}

/**
 * @param {string} path
 * @param {Holder} holder
 */
function tryWrite(path, holder) {
	try {
		writeFileSync(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
		return true;
	} catch (error) {
		if (codeOf(error) === 'EEXIST') return false;
		throw error;
	}
}

/**
 * Takes a dead script's lock out of the way. Of two who try at once, one may catch the other's fresh lock and gives it back.
 * @param {string} path
 */
function clearAway(path) {
	const aside = `${path}.${process.pid}`;
	try {
		renameSync(path, aside);
		if (livingHolder(aside)) linkSync(aside, path);
	} catch (error) {
		if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
	}
	rmSync(aside, { force: true });
}

/**
 * @param {string} path
 * @returns {Holder | undefined}
 */
function livingHolder(path) {
	const holder = readJson(path);
	if (holder === null) return isFresh(path) ? { pid: 0, birth: '', command: 'npm start' } : undefined;
	return holder && holder.pid !== process.pid && birthOf(holder.pid) === holder.birth ? holder : undefined;
}

/**
 * A lock without words is being written by somebody, unless it has been like that for a while.
 * @param {string} path
 */
function isFresh(path) {
	return Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 2_000;
}

/**
 * @param {string} folder
 * @param {Holder} holder
 */
function inUse(folder, { pid, command }) {
	const who = pid === 0 ? '' : ` (“${command}”, process ${pid})`;
	const other = 'DATA_DIR=.data-two PORT=3001 npm start';
	return `Chatsphere is already running on ${shortPath(folder)}${who}. Stop it first, or start a second one beside it: ${other}`;
}
