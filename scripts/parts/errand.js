// @ts-check
import { build, hasBuild } from './build.js';
import { openDataFolder } from './data-folder.js';
import { live, together } from './life.js';
import { holderOf, takeLock } from './lock.js';
import { installPackages } from './packages.js';
import { waitUntil } from './processes.js';
import { Problem } from './say.js';
import { secretsIn } from './secrets.js';
import { appEnvironment, databaseUrl, serve } from './serve.js';
import { readDotEnv } from './settings.js';

/** @typedef {import('./life.js').Life} Life */

const GETTING_READY = 10_000;

/**
 * The database of the run that holds the data folder; undefined when nobody does.
 * @param {Life} life
 * @param {string} folder
 */
async function databaseInUse({ signal }, folder) {
	const isSettled = () => {
		const holder = holderOf(folder);
		return !holder || holder.isEnding === true || holder.databaseUrl !== undefined;
	};
	if (!(await waitUntil(isSettled, GETTING_READY, signal))) {
		throw new Problem('Chatsphere is still getting ready. Run this again once it is up.');
	}
	const holder = holderOf(folder);
	return holder?.isEnding ? undefined : holder?.databaseUrl;
}

/**
 * Has the built app do one thing and end, whether or not it is running as well; one that needs to be alone waits for nobody.
 * @param {string} command as the person typed it
 * @param {string[]} args for the app
 * @param {{ isAlone?: boolean }} [needs]
 */
export async function runErrand(command, args, { isAlone = false } = {}) {
	await live(async (life) => {
		readDotEnv();
		const folder = openDataFolder();
		const inUse = isAlone ? undefined : await databaseInUse(life, folder);
		// A build that is being served must not change under its server.
		const isServed = inUse !== undefined && hasBuild() && holderOf(folder)?.command === 'npm start';
		if (!inUse) await takeLock(life, folder, command);
		const home = { folder, secrets: secretsIn(folder) };
		const [url] = await together(life, [
			inUse ? Promise.resolve(inUse) : databaseUrl(life, home),
			installPackages(life).then(() => (isServed ? undefined : build(life)))
		]);
		return serve(life, ['server.js', ...args], appEnvironment(home, url, 'production'));
	});
}
