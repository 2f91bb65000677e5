// @ts-check
// `npm run files:check`: whether the files on disk and those the database knows are the same, whether or not the app is running.
import './parts/node-version.js';
import { runErrand } from './parts/errand.js';

await runErrand('npm run files:check', ['--check-files']);
