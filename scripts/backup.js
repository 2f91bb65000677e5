// @ts-check
// `npm run backup`, or `npm run backup -- FILE`: database and files in one archive, whether or not the app is running.
import './parts/node-version.js';
import { runErrand } from './parts/errand.js';
import { pathFrom } from './parts/settings.js';

await runErrand('npm run backup', ['--backup', ...process.argv.slice(2).map(pathFrom)]);
