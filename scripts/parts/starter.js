// @ts-check
import { birthOf, commandOf, parentOf } from './process-table.js';

const A_MOMENT = 300;

/**
 * Calls `onGone` when npm, which started us, has ended. npm passes a SIGTERM on to its shell only, and the shell dies
 * without a word to us; without this the app would run on, and nobody would know.
 * @param {() => void} onGone
 */
export function watchStarter(onGone) {
	if (!process.env.npm_lifecycle_event) return;
	const shell = process.ppid;
	const npm = parentOf(shell);
	const npmBirth = npm && commandOf(npm).includes('npm') ? birthOf(npm) : undefined;
	const timer = setInterval(() => {
		if (process.ppid === shell && (!npm || !npmBirth || birthOf(npm) === npmBirth)) return;
		clearInterval(timer);
		onGone();
	}, A_MOMENT);
	timer.unref();
}
