// @ts-check
import {
	closeSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	realpathSync,
	renameSync,
	rmSync,
	writeSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { codeOf, Problem } from './say.js';
import { dataFolder, shortPath } from './settings.js';

/** @type {Record<string, string>} */
const reasons = {
	ENOSPC: 'the disk is full; free some space and start again',
	EDQUOT: 'your disk quota is used up; free some space and start again',
	EROFS: 'that file system is read-only; choose another folder, for example: DATA_DIR=$HOME/chatsphere npm start',
	EACCES: 'you may not write there; choose another folder, for example: DATA_DIR=$HOME/chatsphere npm start',
	EPERM: 'you may not write there; choose another folder, for example: DATA_DIR=$HOME/chatsphere npm start',
	ENOTDIR: 'a part of that path is a file, not a folder'
};

/** Makes the data folder, makes sure it can be written to, and answers with its real path. */
export function openDataFolder() {
	const folder = dataFolder();
	try {
		makeFolder(folder);
		const real = realpathSync(folder);
		const probe = join(real, `.probe-${process.pid}`);
		try {
			writeDurably(probe, 'x'.repeat(65_536));
		} finally {
			rmSync(probe, { force: true });
		}
		return real;
	} catch (error) {
		const reason = reasons[codeOf(error) ?? ''];
		if (reason === undefined) throw error;
		throw new Problem(`Chatsphere cannot keep its data in ${shortPath(folder)}: ${reason}.`);
	}
}

/**
 * Writes a file only we may read; whoever looks sees the old one or the whole new one.
 * @param {string} path
 * @param {string} text
 */
export function writePrivately(path, text) {
	const fresh = `${path}.${process.pid}.new`;
	try {
		writeDurably(fresh, text);
		renameSync(fresh, path);
	} finally {
		rmSync(fresh, { force: true });
	}
	// Windows cannot open a folder; there the rename has to do.
	if (process.platform !== 'win32') withFile(dirname(path), 'r', fsyncSync);
}

/**
 * Makes a folder with all above it, one by one: asked for all at once, Node hides why it could not.
 * @param {string} path
 */
function makeFolder(path) {
	if (existsSync(path)) return;
	makeFolder(dirname(path));
	try {
		mkdirSync(path, { mode: 0o700 });
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error;
	}
}

/**
 * @param {string} path
 * @param {string} text
 */
function writeDurably(path, text) {
	rmSync(path, { force: true });
	withFile(path, 'wx', (file) => {
		writeSync(file, text);
		fsyncSync(file);
	});
}

/**
 * @param {string} path
 * @param {string} flags
 * @param {(file: number) => void} use
 */
function withFile(path, flags, use) {
	const file = openSync(path, flags, 0o600);
	try {
		use(file);
	} finally {
		closeSync(file);
	}
}
