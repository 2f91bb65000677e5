// @ts-check
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process, told from a later one that got the same number.
 * @typedef {{ pid: number, birth?: string | undefined }} Being
 */

/**
 * The process of that number as it is now.
 * @param {number} pid
 * @returns {Being}
 */
export function beingOf(pid) {
	return { pid, birth: birthOf(pid) };
}

/**
 * Whether this very process still runs.
 * @param {Being} being
 */
export function isAlive({ pid, birth }) {
	return birth !== undefined && birthOf(pid) === birth;
}

/**
 * The command line of a process; empty when it is gone.
 * @param {number} pid
 */
export function commandOf(pid) {
	if (process.platform === 'linux') return readProc(pid, 'cmdline').replaceAll('\0', ' ');
	if (process.platform === 'win32') return '';
	return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/**
 * The process that started this one; nothing where the system does not tell it cheaply.
 * @param {number} pid
 */
export function parentOf(pid) {
	if (process.platform !== 'linux') return undefined;
	const stat = readProc(pid, 'stat');
	return stat === '' ? undefined : Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
}

/**
 * When the process began, in whatever form the system tells it; nothing if it is gone, or only its remains are there.
 * @param {number} pid
 * @returns {string | undefined}
 */
function birthOf(pid) {
	if (process.platform === 'win32') return isThere(pid) ? 'there' : undefined;
	if (process.platform !== 'linux') {
		const line = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
		return line && !line.startsWith('Z') ? line.replace(/^\S+\s+/, '') : undefined;
	}
	const stat = readProc(pid, 'stat');
	const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return stat === '' || state === 'Z' || state === 'X' ? undefined : rest[18];
}

/** @param {number} pid */
function isThere(pid) {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

/**
 * @param {number} pid
 * @param {string} name
 */
function readProc(pid, name) {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'utf8');
	} catch {
		return '';
	}
}
