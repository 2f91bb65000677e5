// @ts-check
// `npm run seed`: fills the app with people and conversations to look at, whether or not it is running.
import './parts/node-version.js';
import { build, hasBuild } from './parts/build.js';
import { openDataFolder } from './parts/data-folder.js';
import { live, together } from './parts/life.js';
import { holderOf, takeLock } from './parts/lock.js';
import { installPackages } from './parts/packages.js';
import { waitUntil } from './parts/processes.js';
import { Problem } from './parts/say.js';
import { secretsIn } from './parts/secrets.js';
import { appEnvironment, databaseUrl, serve } from './parts/serve.js';
import { readDotEnv } from './parts/settings.js';

/** @typedef {import('./parts/life.js').Life} Life */

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

await live(async (life) => {
	readDotEnv();
	const folder = openDataFolder();
	const inUse = await databaseInUse(life, folder);
	// A build that is being served must not change under its server.
	const isServed = inUse !== undefined && hasBuild() && holderOf(folder)?.command === 'npm start';
	if (!inUse) await takeLock(life, folder, 'npm run seed');
	const home = { folder, secrets: secretsIn(folder) };
	const [url] = await together(life, [
		inUse ? Promise.resolve(inUse) : databaseUrl(life, home),
		installPackages(life).then(() => (isServed ? undefined : build(life)))
	]);
	return serve(life, ['server.js', '--seed', ...process.argv.slice(2)], appEnvironment(home, url, 'production'));
});
