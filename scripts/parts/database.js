// @ts-check
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseFiles, initialise, socketFor, writeInitFile } from './database-files.js';
import { causeIn, launch, PortTaken, STOP_PATIENCE, stopLeftover } from './database-process.js';
import { findDatabase, installDatabase } from './database-program.js';
import { freePort } from './port.js';
import { endChild, exitOf } from './processes.js';
import { Problem, say } from './say.js';

/** @typedef {import('./life.js').Life} Life */
/** @typedef {import('./database-process.js').Server} Server */

const MOST_PORTS = 3;
const MOST_FAILURES = 8;
const A_GOOD_WHILE = 60_000;
const LONGEST_WAIT = 15_000;

/**
 * Starts the private database of a data folder and keeps it running until the life ends. Answers with the URL of the
 * server; it lets us make and drop databases called `chatsphere` or `chatsphere_…`.
 * @param {Life} life
 * @param {string} folder
 * @param {import('./secrets.js').Secrets} secrets
 */
export async function openDatabase(life, folder, secrets) {
	await installDatabase(life);
	const program = findDatabase();
	if (!program) throw new Problem('MariaDB was installed, and yet there is no mariadbd on this machine.');
	const files = databaseFiles(folder);
	await stopLeftover(files);
	await initialise(life, files, program);
	writeInitFile(files, program, secrets);

	const socket = socketFor(life, files);
	/** @param {number} port @param {AbortSignal} signal */
	const launchOn = (port, signal) => launch(files, program, { port, socket }, signal);
	const { server, port } = await launchSomewhere(life, launchOn);
	// A restarted database keeps its port: the app has the URL already.
	keepRunning(life, files.log, server, (signal) => launchOn(port, signal));
	return `mysql://chatsphere:${secrets.databasePassword}@127.0.0.1:${port}/`;
}

/**
 * @param {Life} life
 * @param {(port: number, signal: AbortSignal) => Promise<Server>} launchOn
 */
async function launchSomewhere({ signal }, launchOn) {
	for (let attempt = 1; ; attempt += 1) {
		const port = await freePort();
		try {
			return { port, server: await launchOn(port, signal) };
		} catch (error) {
			if (attempt === MOST_PORTS || !(error instanceof PortTaken)) throw error;
		}
	}
}

/**
 * @param {Life} life
 * @param {string} log
 * @param {Server} server
 * @param {(signal: AbortSignal) => Promise<Server>} launchAgain
 */
function keepRunning(life, log, server, launchAgain) {
	const ending = new AbortController();
	const watching = watch().catch((error) => {
		if (!ending.signal.aborted) life.giveUp(error);
	});
	life.later(async () => {
		ending.abort();
		await endChild(server.child, STOP_PATIENCE);
		await watching;
	});

	async function watch() {
		for (let failures = 1; ; failures += 1) {
			const began = Date.now();
			await exitOf(server.child);
			if (ending.signal.aborted) return;
			if (Date.now() - began > A_GOOD_WHILE) failures = 1;
			const cause = causeIn(log, server.begin);
			const what = `The database stopped unexpectedly${cause ? `: ${cause}` : ''}.`;
			if (failures > MOST_FAILURES)
				throw new Problem(`${what} Starting it again did not help, so Chatsphere stops too.`);
			// A SIGTERM for the whole process group reaches the database as well, and the app still needs it to finish.
			if (!life.signal.aborted) {
				say(`${what} Starting it again…`);
				await sleep(Math.min(125 * 2 ** failures, LONGEST_WAIT), undefined, { signal: ending.signal });
			}
			server = await launchAgain(ending.signal).catch((error) => {
				if (!(error instanceof Problem)) throw error;
				return server;
			});
		}
	}
}
