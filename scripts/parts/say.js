// @ts-check
import { stripVTControlCharacters } from 'node:util';

// Whoever reads along may go away (a closed terminal, `npm start | head`); the work goes on without them.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

/**
 * Tells the person one line.
 * @param {string} line
 */
export function say(line) {
	console.log(line);
}

/** Something the person can do something about: shown as it is, without a stack. */
export class Problem extends Error {}

/**
 * The code of a system error, such as `ENOSPC`.
 * @param {unknown} error
 */
export function codeOf(error) {
	return /** @type {NodeJS.ErrnoException | undefined} */ (error)?.code;
}

/**
 * The last lines of a text, indented so that they read as a quotation.
 * @param {string} text
 * @param {number} [count]
 */
export function lastLines(text, count = 30) {
	const lines = stripVTControlCharacters(text)
		.split('\n')
		.map((line) => line.trimEnd());
	const told = lines.filter((line) => line !== '').slice(-count);
	return told.map((line) => `    ${line}`).join('\n');
}
