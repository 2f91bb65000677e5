// @ts-check
// `npm run password-link -- ada`: a link for somebody who forgot their password, whether or not the app is running.
import './parts/node-version.js';
import { runErrand } from './parts/errand.js';

await runErrand('npm run password-link', ['--password-link', ...process.argv.slice(2)]);
