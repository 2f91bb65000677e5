// @ts-check
import { beingOf, commandOf, isAlive, parentOf } from './process-table.js';

const A_MOMENT = 300;

/**
 * Calls `onGone` when the npm that started us has ended. npm passes a SIGTERM on to its shell only, and the shell
 * dies without a word to us; without this the app would run on, and nobody would know.
 * @param {() => void} onGone
 */
export function watchStarter(onGone) {
	if (!process.env.npm_lifecycle_event) return;
	const parent = process.ppid;
	const grandparent = isNpm(parent) ? undefined : parentOf(parent);
	const npm = grandparent && isNpm(grandparent) ? beingOf(grandparent) : undefined;
	const timer = setInterval(() => {
		if (process.ppid === parent && (!npm || isAlive(npm))) return;
		clearInterval(timer);
		onGone();
	}, A_MOMENT);
	timer.unref();
}

/** @param {number} pid */
function isNpm(pid) {
	return /^npm |npm-cli\.js/.test(commandOf(pid));
}
