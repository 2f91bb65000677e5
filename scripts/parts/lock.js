// @ts-check
import { linkSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writePrivately } from './data-folder.js';
import { readJson } from './json-file.js';
import { beingOf, isAlive } from './process-table.js';
import { waitUntil } from './processes.js';
import { codeOf, Problem, say } from './say.js';
import { shortPath } from './settings.js';

/** @typedef {import('./process-table.js').Being} Being */
/** @typedef {Being & { command: string, isEnding?: boolean, app?: Being, databaseUrl?: string }} Holder */
/** @typedef {Awaited<ReturnType<typeof takeLock>>} Lock */

/** An earlier run that is on its way out gets this long: the app 10 seconds, the database 20. */
const ENDING_PATIENCE = 35_000;
const APP_PATIENCE = 10_000;

/** Whoever has just been told to stop needs this long to say so. */
const A_MOMENT = 800;

/**
 * Makes sure only one of our scripts works on the data folder, and nothing that a killed one has left behind.
 * @param {import('./life.js').Life} life
 * @param {string} folder
 * @param {string} command
 */
export async function takeLock(life, folder, command) {
	const path = lockIn(folder);
	/** @type {Holder} */
	const mine = { ...beingOf(process.pid), command };
	/** @type {Being | undefined} */
	let orphan;
	while (!tryWrite(path, mine)) {
		const holder = holderOf(folder);
		if (!holder) orphan = clearAway(path)?.app ?? orphan;
		else if (!(await isLeaving(folder, holder, life.signal))) throw new Problem(inUse(folder, holder));
	}
	life.later(() => rmSync(path, { force: true }));

	/**
	 * Writes down what others may want to know: `npm run seed`, and whoever comes after us if we are killed.
	 * @param {Partial<Holder>} news
	 */
	const note = (news) => {
		try {
			writePrivately(path, JSON.stringify(Object.assign(mine, news)));
		} catch {
			// The disk is full. Others know less about us then, but still that we are here.
		}
	};
	life.signal.addEventListener('abort', () => note({ isEnding: true }));
	if (orphan) await outlive(orphan, life.signal);
	return { note };
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

/**
 * Waits for an app whose script was killed: it notices, finishes what it has begun and goes.
 * @param {Being} orphan
 * @param {AbortSignal} signal
 */
async function outlive(orphan, signal) {
	if (!isAlive(orphan)) return;
	say('Waiting for the earlier run to stop…');
	if (await waitUntil(() => !isAlive(orphan), APP_PATIENCE, signal)) return;
	process.kill(orphan.pid, 'SIGKILL');
	await sleep(A_MOMENT);
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
 * Takes a dead script's lock out of the way. Of two who try at once, one may catch the other's fresh lock; it gives
 * that back.
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
	/** @type {Holder | undefined} */
	const dead = readJson(aside) ?? undefined;
	rmSync(aside, { force: true });
	return dead;
}

/**
 * @param {string} path
 * @returns {Holder | undefined}
 */
function livingHolder(path) {
	const holder = readJson(path);
	if (holder === null) return isFresh(path) ? { pid: 0, birth: '', command: 'npm start' } : undefined;
	return holder && holder.pid !== process.pid && isAlive(holder) ? holder : undefined;
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
	return `Chatsphere is already running on ${shortPath(folder)}${who}. Stop it first, or start another one: ${other}`;
}
