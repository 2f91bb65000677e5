// @ts-check
// `npm run seed`: fills the app with people and conversations to look at, whether or not it is running.
import './parts/node-version.js';
import { runErrand } from './parts/errand.js';

await runErrand('npm run seed', ['--seed', ...process.argv.slice(2)]);
