// @ts-check
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const usualFolders = [
	'/usr/sbin',
	'/usr/bin',
	'/usr/local/sbin',
	'/usr/local/bin',
	'/usr/libexec',
	'/usr/local/mysql/bin',
	...['/opt/homebrew', '/usr/local', '/home/linuxbrew/.linuxbrew'].flatMap((brew) => [
		`${brew}/bin`,
		`${brew}/opt/mariadb/bin`,
		`${brew}/opt/mysql/bin`
	])
];

/**
 * The first of these programs that is there, on PATH or where systems usually keep it.
 * @param {string[]} names
 * @param {string[]} [folders] where to look first
 */
export function findProgram(names, folders = []) {
	const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
	const places = [...folders, ...onPath, ...usualFolders];
	return names.flatMap((name) => places.map((place) => join(place, name))).find(isProgram);
}

/**
 * Whether the path can be run.
 * @param {string} path
 */
export function isProgram(path) {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
