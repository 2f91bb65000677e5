// @ts-check
import { spawnSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { canInstall, installWithApt } from './apt.js';
import { findProgram } from './programs.js';
import { Problem, say } from './say.js';

/** @typedef {{ path: string, kind: 'MariaDB' | 'MySQL' }} DatabaseProgram */

/** Debian's bare server without the system service around it, and the little helper that its first set-up needs. */
export const databasePackages = ['mariadb-server-core(-[0-9.]+)?', 'mariadb-client-core(-[0-9.]+)?'];

/**
 * Makes sure there is a database program on this machine, or says how to get one.
 * @param {import('./life.js').Life} life
 */
export async function installDatabase(life) {
	if (findDatabase()) return;
	if (!canInstall()) throw new Problem(howToGetOne());
	say('Installing MariaDB…');
	await installWithApt(life, databasePackages);
}

/**
 * The database program of this machine. On Windows a private one cannot be stopped without losing its last words.
 * @returns {DatabaseProgram | undefined}
 */
export function findDatabase() {
	const path = process.platform === 'win32' ? undefined : findProgram(['mariadbd', 'mysqld']);
	if (path === undefined) return undefined;
	return { path, kind: isMariaDb(path) ? 'MariaDB' : 'MySQL' };
}

/**
 * MariaDB's own script for a new, empty database.
 * @param {DatabaseProgram} program
 */
export function findInstaller({ path }) {
	const folder = dirname(path);
	const beside = [folder, join(folder, '../bin'), join(folder, '../scripts')];
	const found = findProgram(['mariadb-install-db', 'mysql_install_db'], beside);
	if (found) return found;
	throw new Problem(`There is ${path} but no mariadb-install-db beside it. Install the whole MariaDB server package.`);
}

/** @param {string} path */
function isMariaDb(path) {
	if (basename(path) === 'mariadbd') return true;
	return spawnSync(path, ['--no-defaults', '--version'], { encoding: 'utf8' }).stdout?.includes('MariaDB') ?? false;
}

function howToGetOne() {
	const url = 'DATABASE_URL=mysql://root:choose-one@127.0.0.1:3306/chatsphere';
	const container =
		'docker run -d -p 127.0.0.1:3306:3306 -e MARIADB_ROOT_PASSWORD=choose-one -e MARIADB_DATABASE=chatsphere';
	const lines = [
		'Chatsphere needs MariaDB or MySQL on this machine and found neither. Install one and run the same command again:',
		'',
		'  Debian, Ubuntu   sudo apt-get install mariadb-server',
		'  macOS            brew install mariadb',
		'  Windows          wsl --install -d Debian, then Node.js and the line for Debian inside it',
		'',
		'Or start one in a container and say where it is:',
		'',
		`  ${container} mariadb:11.8`,
		`  ${url} npm start`
	];
	return lines.join('\n');
}
