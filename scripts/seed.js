// @ts-check
// `npm run seed`: fills the app with people and conversations to look at, whether or not it is running.
import './parts/node-version.js';
import { build, hasBuild } from './parts/build.js';
import { openDataFolder } from './parts/data-folder.js';
import { live, together } from './parts/life.js';
import { holderOf, takeLock } from './parts/lock.js';
import { installPackages } from './parts/packages.js';
import { waitUntil } from './parts/processes.js';
import { runOf } from './parts/run-note.js';
import { Problem } from './parts/say.js';
import { secretsIn } from './parts/secrets.js';
import { appEnvironment, databaseUrl, serve } from './parts/serve.js';
import { readDotEnv } from './parts/settings.js';

const GETTING_READY = 10_000;

/**
 * The run that holds the data folder, when it is up; undefined when nobody holds it.
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function runningOn(folder, signal) {
	const holder = holderOf(folder);
	if (!holder || holder.isEnding) return undefined;
	await waitUntil(() => runOf(folder, holder.pid) !== undefined, GETTING_READY, signal);
	const run = runOf(folder, holder.pid);
	if (run) return run;
	throw new Problem(
		`“${holder.command}” is still getting ready (process ${holder.pid}); run this again once it is up.`
	);
}

await live(async (life) => {
	readDotEnv();
	const folder = openDataFolder();
	const running = await runningOn(folder, life.signal);
	if (!running) await takeLock(life, folder, 'npm run seed');
	const home = { folder, secrets: secretsIn(folder) };
	// A build that is being served must not change under its server.
	const isServed = running?.command === 'npm start' && hasBuild();
	const [url] = await together(life, [
		running ? Promise.resolve(running.databaseUrl) : databaseUrl(life, home),
		installPackages(life).then(() => (isServed ? undefined : build(life)))
	]);
	return serve(life, ['server.js', '--seed', ...process.argv.slice(2)], appEnvironment(home, url, 'production'));
});
