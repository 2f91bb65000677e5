// @ts-check
// `npm run restore -- FILE`: puts a backup back into an empty database; `--replace` puts it in the place of what is there.
import './parts/node-version.js';
import { runErrand } from './parts/errand.js';
import { pathFrom } from './parts/settings.js';

const words = process.argv.slice(2).map((word) => (word.startsWith('--') ? word : pathFrom(word)));
const [file, ...options] = words.sort((a, b) => Number(a.startsWith('--')) - Number(b.startsWith('--')));
await runErrand('npm run restore', ['--restore', ...(file ? [file, ...options] : [])], { isAlone: true });
