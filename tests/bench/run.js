// @ts-check
// `node tests/bench/run.js fan-out`: measures Chatsphere beside its rival and says which goals were reached. See README.md.
import '../../scripts/parts/node-version.js';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../scripts/parts/database.js';
import { live } from '../../scripts/parts/life.js';
import { installPackages } from '../../scripts/parts/packages.js';
import { run } from '../../scripts/parts/processes.js';
import { Problem, say } from '../../scripts/parts/say.js';
import { secretsIn } from '../../scripts/parts/secrets.js';
import { setting } from '../../scripts/parts/settings.js';
import { bundle } from './parts/bundle.js';
import { compileCrowd } from './parts/compile.js';
import { build } from '../../scripts/parts/build.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const names = readdirSync(here)
	.filter((name) => name.endsWith('.ts'))
	.map((name) => name.replace('.ts', ''));

/** Nothing of the person's own app reaches the benchmark. @param {string} folder @param {string} url */
function environment(folder, url) {
	const env = { ...process.env };
	for (const name of ['HOST', 'PORT', 'ORIGIN', 'ADDRESS_HEADER', 'XFF_DEPTH']) Reflect.deleteProperty(env, name);
	const { authSecret } = secretsIn(folder);
	const ours = { DATABASE_URL: url, AUTH_SECRET: authSecret, DATA_DIR: folder, LOG_LEVEL: 'error' };
	return { ...env, ...ours, NODE_ENV: 'production' };
}

const load = () =>
	loadavg()
		.map((value) => value.toFixed(2))
		.join(' ');

await live(async (life) => {
	const [name = '', ...more] = process.argv.slice(2);
	if (!names.includes(name) || more.length > 0)
		throw new Problem(`Which one? node tests/bench/run.js ${names.join('|')}`);
	await installPackages(life);
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-bench-'));
	life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
	// A database server that starts clears its folder of temporary tables: in a shared one those of others, or others ours.
	process.env.TMPDIR = folder;
	// Pages are measured in the app itself, as it is served.
	if (['members', 'pages', 'uploads'].includes(name)) await build(life);
	const [server, made, crowd] = await Promise.all([
		openDatabase(life, folder, secretsIn(folder)),
		bundle(life),
		compileCrowd(life, folder)
	]);
	say(`${name}, on Node ${process.version}, with the machine at a load of ${load()}`);
	const env = { ...environment(folder, `${server}chatsphere`), BENCH_CROWD: crowd };
	const profiles = setting('BENCH_PROFILE');
	const profiling = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
	const args = ['--expose-gc', ...profiling, join(made, `${name}.js`)];
	const { code } = await run(process.execPath, args, { signal: life.signal, env, show: true });
	say(`Afterwards the load was ${load()}.`);
	return code;
});
