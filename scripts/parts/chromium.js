// @ts-check
import { findProgram, isProgram } from './programs.js';
import { Problem } from './say.js';
import { setting } from './settings.js';

/** What the browser tests need of Debian; without the fonts, emoji and many scripts are empty boxes. */
export const browserPackages = ['chromium', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'fonts-noto-cjk'];

const applications = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'
];

/** The Chromium or Chrome of this machine. */
export function findChromium() {
	const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
	return setting('CHROMIUM_PATH') ?? findProgram(names) ?? applications.find(isProgram);
}

/** The same, for whoever cannot do without it. */
export function requireChromium() {
	const found = findChromium();
	if (found && isProgram(found)) return found;
	if (found) throw new Problem(`CHROMIUM_PATH is “${found}”, and there is no program of that name.`);
	throw new Problem(
		'The browser tests need Chromium or Chrome: sudo apt-get install chromium (Debian), brew install --cask\n' +
			'chromium (macOS), or say where yours is: CHROMIUM_PATH=/path/to/chrome npm test'
	);
}
