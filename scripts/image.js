// @ts-check
// Takes the steps of the Dockerfile without a container engine, and runs what comes out of them as nobody in particular:
// that the image can be built, starts, answers, keeps nothing but its data, and goes when it is told to.
//   node scripts/image.js           everything from the beginning, a minute or two
//   node scripts/image.js --built   with the build/ that is there
import './parts/node-version.js';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isBuilt } from './parts/build.js';
import { openDatabase } from './parts/database.js';
import { makeImage } from './parts/image.js';
import { tryImage } from './parts/image-trial.js';
import { live } from './parts/life.js';
import { Problem, say } from './parts/say.js';
import { secretsIn } from './parts/secrets.js';
import { root, setting } from './parts/settings.js';

await live(async (life) => {
	const isQuick = process.argv.includes('--built');
	if (isQuick && !isBuilt()) throw new Problem('build/ is missing or older than the sources: npm run build.');
	// Not in a folder of ours alone: whoever the app runs as must get there.
	const folder = mkdtempSync('/tmp/chatsphere-image-');
	life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
	chmodSync(folder, 0o755);
	const image = await makeImage(life, folder, isQuick ? { built: join(root, 'build') } : {});
	const databaseHome = join(folder, 'database');
	mkdirSync(databaseHome, { mode: 0o700 });
	const url = setting('TEST_DATABASE_URL') ?? (await openDatabase(life, databaseHome, secretsIn(databaseHome)));
	for (const line of await tryImage(life, image, url)) say(`✓ ${line}`);
	say(`${readdirSync(join(image.place, 'app', 'node_modules')).length} packages at the top of node_modules`);
	return 0;
});
