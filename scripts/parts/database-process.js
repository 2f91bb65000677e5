// @ts-check
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs';
import { serverOptions } from './database-files.js';
import { commandOf } from './process-table.js';
import { endChild, hasEnded, waitUntil } from './processes.js';
import { lastLines, Problem, say } from './say.js';
import { shortPath } from './settings.js';

/** @typedef {import('./database-files.js').DatabaseFiles} DatabaseFiles */
/** @typedef {{ child: import('node:child_process').ChildProcess, begin: number }} Server its log starts at `begin` */

/** How long a database may take to end; what it has not written by then, recovery writes at the next start. */
export const STOP_PATIENCE = 20_000;
const START_PATIENCE = 120_000;
const WORTH_A_WORD = 4_000;
const PORT_TAKEN = /Address already in use/i;

/** Another program was faster to take the port that had been free a moment ago. */
export class PortTaken extends Problem {}

/** @type {[RegExp, string][]} */
const causes = [
	[/No space left|Disk (is )?full|out of disk space|Errcode: 28\b|error(?: number)? 28\b/i, 'the disk is full'],
	[/Read-only file system|Errcode: 30\b/i, 'the file system is read-only'],
	[/Permission denied|Errcode: 13\b/i, 'it may not read or write its files'],
	[PORT_TAKEN, 'another program took its port'],
	[/Unable to lock|Can't lock aria/i, 'another database server is using the same files'],
	[/Cannot allocate memory|Out of memory/i, 'there is not enough memory']
];

/**
 * Starts the database server and waits until it takes connections.
 * @param {DatabaseFiles} files
 * @param {import('./database-program.js').DatabaseProgram} program
 * @param {{ port: number, socket: string }} doors
 * @param {AbortSignal} signal
 * @returns {Promise<Server>}
 */
export async function launch(files, program, doors, signal) {
	signal.throwIfAborted();
	const log = openSync(files.log, 'a', 0o600);
	const begin = statSync(files.log).size;
	// It shares our process group, so that whoever kills the group leaves nothing behind. But a Ctrl-C in the terminal
	// reaches the whole group too, and the app still needs the database to finish what it has begun.
	const deafen = 'trap "" INT HUP; exec "$@"';
	const args = ['-c', deafen, 'sh', program.path, ...serverOptions(files, program, doors)];
	const child = spawn('/bin/sh', args, { cwd: files.top, stdio: ['ignore', log, log] });
	closeSync(log);
	if (child.pid) writeFileSync(files.pid, `${child.pid}\n`, { mode: 0o600 });

	const patience = setTimeout(() => {
		const cause = causeIn(files.log, begin) ?? 'it repairs what its last run left unfinished';
		say(`The database needs longer than usual: ${cause}.`);
	}, WORTH_A_WORD);
	try {
		const isSettled = () => hasEnded(child) || textSince(files.log, begin).includes(': ready for connections');
		await waitUntil(isSettled, START_PATIENCE, signal);
		if (!hasEnded(child) && isSettled()) return { child, begin };
	} catch (error) {
		await endChild(child, STOP_PATIENCE);
		throw error;
	} finally {
		clearTimeout(patience);
	}
	await endChild(child, STOP_PATIENCE);
	throw troubleStarting(files.log, begin);
}

/**
 * Why a database ended, if its log tells.
 * @param {string} log
 * @param {number} begin
 */
export function causeIn(log, begin) {
	const text = textSince(log, begin);
	return causes.find(([sign]) => sign.test(text))?.[1];
}

/**
 * @param {string} log
 * @param {number} begin
 */
function troubleStarting(log, begin) {
	const text = textSince(log, begin);
	const Kind = PORT_TAKEN.test(text) ? PortTaken : Problem;
	const cause = causeIn(log, begin);
	return new Kind(
		`The database could not start${cause ? `: ${cause}` : ''}. ${shortPath(log)} ends with:\n${lastLines(text, 12)}`
	);
}

/**
 * Stops a database that a killed start has left running on the same files.
 * @param {DatabaseFiles} files
 */
export async function stopLeftover(files) {
	if (!existsSync(files.pid)) return;
	const pid = Number(readFileSync(files.pid, 'utf8'));
	// The number may belong to somebody else by now.
	const isGone = () => !commandOf(pid).includes(`--datadir=${files.tables} `);
	if (!Number.isInteger(pid) || pid <= 1 || isGone()) return;
	process.kill(pid, 'SIGTERM');
	if (await waitUntil(isGone, STOP_PATIENCE)) return;
	process.kill(pid, 'SIGKILL');
	await waitUntil(isGone, STOP_PATIENCE);
}

/**
 * @param {string} path
 * @param {number} begin
 */
function textSince(path, begin) {
	const file = openSync(path, 'r');
	try {
		const text = Buffer.alloc(Math.max(0, statSync(path).size - begin));
		return text.toString('utf8', 0, readSync(file, text, 0, text.length, begin));
	} finally {
		closeSync(file);
	}
}
