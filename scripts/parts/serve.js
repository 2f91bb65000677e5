// @ts-check
import { spawn } from 'node:child_process';
import { openDataFolder } from './data-folder.js';
import { openDatabase } from './database.js';
import { Interruption } from './life.js';
import { takeLock } from './lock.js';
import { requirePort } from './port.js';
import { beingOf } from './process-table.js';
import { endChild, exitOf } from './processes.js';
import { say } from './say.js';
import { secretsIn } from './secrets.js';
import { address, root, setting } from './settings.js';

/** @typedef {import('./life.js').Life} Life */
/** @typedef {import('./lock.js').Lock} Lock */
/** @typedef {import('./secrets.js').Secrets} Secrets */
/** @typedef {{ folder: string, secrets: Secrets, lock: Lock, host: string, port: number }} Home */

/** How long the app gets to finish what it has begun. */
const DRAIN_PATIENCE = 10_000;

/**
 * Takes the data folder for this run and makes sure the address is free, before anything that takes time.
 * @param {Life} life
 * @param {string} command as the person typed it
 * @returns {Promise<Home>}
 */
export async function moveIn(life, command) {
	const { host, port } = address();
	const folder = openDataFolder();
	const lock = await takeLock(life, folder, command);
	await requirePort({ host, port });
	return { folder, secrets: secretsIn(folder), lock, host, port };
}

/**
 * The database to use: the one the person names, or our own.
 * @param {Life} life
 * @param {Pick<Home, 'folder' | 'secrets'>} home
 */
export async function databaseUrl(life, { folder, secrets }) {
	return setting('DATABASE_URL') ?? `${await openDatabase(life, folder, secrets)}chatsphere`;
}

/**
 * What the app is told through its environment.
 * @param {Pick<Home, 'folder' | 'secrets'>} home
 * @param {string} url
 * @param {'production' | 'development'} mode
 */
export function appEnvironment({ folder, secrets }, url, mode) {
	const authSecret = setting('AUTH_SECRET') ?? secrets.authSecret;
	return { ...process.env, NODE_ENV: mode, DATABASE_URL: url, AUTH_SECRET: authSecret, DATA_DIR: folder };
}

/**
 * Runs the app in the foreground until it ends or we are asked to stop. Answers with the exit code.
 * @param {Life} life
 * @param {string[]} args for node
 * @param {NodeJS.ProcessEnv} env
 * @param {Lock} [lock]
 */
export async function serve({ signal }, args, env, lock) {
	signal.throwIfAborted();
	// The channel lets the app notice when we are killed without a chance to tell it.
	const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
	if (child.pid) lock?.note({ app: beingOf(child.pid) });
	/** @type {Promise<void>} */
	const asked = new Promise((done) => signal.addEventListener('abort', () => done()));
	await Promise.race([exitOf(child), asked]);
	if (!signal.aborted) return exitCodeOf(child);

	if (signal.reason instanceof Interruption) say('Stopping…');
	await endChild(child, DRAIN_PATIENCE);
	if (signal.reason instanceof Interruption) return 0;
	throw signal.reason;
}

/** @param {import('node:child_process').ChildProcess} child */
function exitCodeOf(child) {
	if (child.exitCode !== null) return child.exitCode;
	say(`The app was ended by ${child.signalCode ?? 'the system'}.`);
	return 1;
}
