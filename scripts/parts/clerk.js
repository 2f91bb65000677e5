// @ts-check
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './processes.js';
import { lastLines, Problem, say } from './say.js';
import { root } from './settings.js';

// Clerk's two scripts for browsers, which it serves itself: only tests need them here. They are packages whose dependencies come
// to more than all of ours and are not needed by what browsers get, so they are fetched by themselves, and checked.
const packages = {
	'clerk-js': {
		version: '6.40.0',
		sha512: '2MnZ/ygvuCmeuqfXQmsxfQaLN/SSJvQbtT2cLXbgr5VKr3KmZFZBVvX977fG3eZ6pprl4J9pO+I2bbe6BvColg=='
	},
	ui: {
		version: '1.36.0',
		sha512: 'uI96zYCh5jISLOt1mdpIPy/Y31P0kwFxjUFOxLUwFfTHFmGUcRjbqN6bbb+75tdI2Bz6ARGws3rhspDer+xIfQ=='
	}
};
/** @typedef {keyof typeof packages} Name */

/** Where the package is, once it was fetched. @param {Name} name */
export const clerkFolder = (name) =>
	join(root, 'node_modules', '.cache', 'chatsphere', `clerk-${name}-${packages[name].version}`);

/** Fetches what is not there yet; takes some seconds, once. @param {{ signal: AbortSignal }} life */
export async function fetchClerk(life) {
	for (const name of /** @type {Name[]} */ (Object.keys(packages)))
		if (!existsSync(clerkFolder(name))) await fetchOne(life, name);
}

/** @param {{ signal: AbortSignal }} life @param {Name} name */
async function fetchOne({ signal }, name) {
	const { version, sha512 } = packages[name];
	say(`Fetching @clerk/${name}…`);
	const place = `${clerkFolder(name)}.${process.pid}`;
	mkdirSync(place, { recursive: true });
	try {
		await must('npm', ['pack', `@clerk/${name}@${version}`, '--pack-destination', place], signal);
		const archive = join(place, `clerk-${name}-${version}.tgz`);
		if (createHash('sha512').update(readFileSync(archive)).digest('base64') !== sha512)
			throw new Problem(`@clerk/${name}@${version} is not what it was when its tests were written.`);
		await must('tar', ['-xzf', archive, '-C', place], signal);
		if (!existsSync(clerkFolder(name))) renameSync(join(place, 'package'), clerkFolder(name));
	} finally {
		rmSync(place, { recursive: true, force: true });
	}
}

/** @param {string} command @param {string[]} args @param {AbortSignal} signal */
async function must(command, args, signal) {
	const { code, output } = await run(command, args, { signal, shell: process.platform === 'win32' });
	if (code !== 0) throw new Problem(`Clerk’s scripts could not be fetched:\n${lastLines(output)}`);
}
