// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './say.js';
import { root } from './settings.js';

/** @typedef {{ word: string, flags: Record<string, string>, rest: string, args: string[] }} Step */
/** @typedef {{ name: string, from: string, steps: Step[] }} Stage */

const known = new Set(['WORKDIR', 'COPY', 'RUN', 'ENV', 'USER', 'VOLUME', 'EXPOSE', 'HEALTHCHECK', 'CMD']);

/**
 * The stages of our Dockerfile. It knows the words that stand there and refuses others, so that none is passed over.
 * @param {string} [text]
 * @returns {Stage[]}
 */
export function readDockerfile(text = readFileSync(join(root, 'Dockerfile'), 'utf8')) {
	/** @type {Stage[]} */
	const stages = [];
	const lines = text
		.replace(/^#.*\n/gm, '')
		.replaceAll('\\\n', ' ')
		.split('\n');
	for (const line of lines.filter((line) => line.trim())) {
		const [word = '', ...words] = line.trim().split(/\s+/);
		if (word === 'FROM') {
			const [from = '', , name = ''] = words;
			stages.push({ from, name, steps: [] });
			continue;
		}
		if (!known.has(word)) throw new Problem(`The Dockerfile says ${word}, which this script does not know.`);
		/** @type {Record<string, string>} */
		const flags = {};
		let args = words;
		for (; args[0]?.startsWith('--') && word !== 'RUN'; args = args.slice(1)) {
			const [name = '', value = ''] = args[0].slice(2).split('=');
			flags[name] = value;
		}
		stages.at(-1)?.steps.push({ word, flags, args, rest: args.join(' ') });
	}
	return stages;
}

/**
 * The value of the last such step of a stage; `CMD` and `HEALTHCHECK` are lists of words.
 * @param {Stage | undefined} stage
 * @param {string} word
 */
export function lastStep(stage, word) {
	const step = stage?.steps.findLast((one) => one.word === word);
	if (!step) throw new Problem(`The Dockerfile says no ${word}.`);
	return step;
}

/**
 * A command as a list, as exec takes it: a shell in between would keep signals to itself.
 * @param {string} rest
 * @returns {string[]}
 */
export function asList(rest) {
	return JSON.parse(rest.slice(rest.indexOf('[')));
}
