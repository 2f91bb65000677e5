// @ts-check
import { Problem } from './say.js';
import { watchStarter } from './starter.js';

/**
 * What a running script owes: `signal` tells that it should end, `later` remembers what has to be undone,
 * `giveUp` ends it early for a reason.
 * @typedef {{ signal: AbortSignal, later: (undo: () => unknown) => void, giveUp: (reason: unknown) => void }} Life
 */

const signals = /** @type {const} */ ({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 });

/** The person, or the machine, asked us to stop. */
export class Interruption extends Error {
	/** @param {keyof typeof signals} name */
	constructor(name) {
		super(`stopped by ${name}`);
		this.exitCode = 128 + signals[name];
	}
}

/** A life to be ended by hand; `end` undoes what was begun, the newest first. */
export function begin() {
	const ending = new AbortController();
	/** @type {(() => unknown)[]} */
	const undos = [];
	return {
		signal: ending.signal,
		/** @param {() => unknown} undo */
		later: (undo) => void undos.push(undo),
		/** @param {unknown} reason */
		giveUp: (reason) => ending.abort(reason),
		async end() {
			for (let undo = undos.pop(); undo; undo = undos.pop()) {
				try {
					await undo();
				} catch (error) {
					complain(error);
				}
			}
		}
	};
}

/**
 * Runs a whole script: ends on the first SIGINT, SIGTERM or SIGHUP, cleans up whatever happened, and exits.
 * @param {(life: Life) => Promise<number>} work
 */
export async function live(work) {
	const life = begin();
	for (const name of Object.keys(signals)) {
		// npm forwards what the terminal has already sent to everybody: only the first one counts.
		process.on(name, () => life.giveUp(new Interruption(/** @type {keyof typeof signals} */ (name))));
	}
	watchStarter(() => life.giveUp(new Interruption('SIGTERM')));
	const code = await work(life).catch(complain);
	await life.end();
	process.exit(code);
}

/**
 * Waits for several tasks at once; if one fails, the others are ended before the failure is told.
 * @template {readonly Promise<unknown>[] | []} Tasks
 * @param {Life} life
 * @param {Tasks} tasks
 */
export async function together(life, tasks) {
	for (const task of tasks) task.catch((reason) => life.giveUp(reason));
	await Promise.allSettled(tasks);
	life.signal.throwIfAborted();
	return Promise.all(tasks);
}

/**
 * Shows what went wrong and answers with the exit code for it.
 * @param {unknown} error
 */
export function complain(error) {
	if (error instanceof Interruption) return error.exitCode;
	console.error(error instanceof Problem ? error.message : error);
	return 1;
}
