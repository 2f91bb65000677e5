// @ts-check
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, Problem } from './say.js';
import { root } from './settings.js';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const KEPT_OUTPUT = 200_000;

/**
 * Runs a program and answers with its exit code and the end of what it said; it is stopped when `signal` says so.
 * @param {string} program
 * @param {string[]} args
 * @param {{ signal: AbortSignal, env?: NodeJS.ProcessEnv, shell?: boolean, show?: boolean }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, args, { signal, env = process.env, shell = false, show = false }) {
	return new Promise((done, failed) => {
		signal.throwIfAborted();
		/** @type {import('node:child_process').StdioOptions} */
		const stdio = show ? 'inherit' : ['ignore', 'pipe', 'pipe'];
		const child = spawn(program, args, { cwd: root, env, shell, stdio });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-KEPT_OUTPUT)));
		}

		const stop = async () => {
			await endChild(child, 5_000);
			failed(signal.reason);
		};
		signal.addEventListener('abort', stop);
		child.once('error', failed);
		child.once('close', (code) => {
			signal.removeEventListener('abort', stop);
			if (!signal.aborted) done({ code: code ?? 1, output });
		});
	});
}

/**
 * Runs a program whose output matters only when it fails; `trouble` is the sentence for that.
 * @param {string} trouble
 * @param {string} program
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} options
 */
export async function runQuietly(trouble, program, args, options) {
	const { code, output } = await run(program, args, options);
	if (code !== 0) throw new Problem(`${trouble} It ended with code ${code} and these lines:\n${lastLines(output)}`);
	return output;
}

/**
 * Whether the child is gone, or could never be started.
 * @param {ChildProcess} child
 */
export function hasEnded(child) {
	return child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
}

/**
 * Resolves when the child is gone.
 * @param {ChildProcess} child
 * @returns {Promise<void>}
 */
export function exitOf(child) {
	return new Promise((done) => {
		if (hasEnded(child)) done();
		else child.once('exit', () => done());
	});
}

/**
 * Asks a child to end, and after `patience` milliseconds makes it.
 * @param {ChildProcess} child
 * @param {number} patience
 */
export async function endChild(child, patience) {
	const gone = exitOf(child);
	// Windows has no SIGTERM: there the closed channel is the polite way to say it.
	if (process.platform === 'win32' && child.connected) child.disconnect();
	else child.kill('SIGTERM');
	const force = setTimeout(() => child.kill('SIGKILL'), patience);
	await gone;
	clearTimeout(force);
}

/**
 * Looks again and again until `isTrue` says so; false when the time is over.
 * @param {() => boolean | Promise<boolean>} isTrue
 * @param {number} milliseconds
 * @param {AbortSignal} [signal]
 */
export async function waitUntil(isTrue, milliseconds, signal) {
	const end = Date.now() + milliseconds;
	while (!(await isTrue())) {
		if (Date.now() > end) return false;
		signal?.throwIfAborted();
		await sleep(20);
	}
	return true;
}
