// @ts-check
import fs, { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { writePrivately } from './data-folder.js';
import { findInstaller } from './database-program.js';
import { runQuietly } from './processes.js';
import { Problem, say } from './say.js';
import { shortPath } from './settings.js';

/** @typedef {import('./database-program.js').DatabaseProgram} DatabaseProgram */
/** @typedef {ReturnType<typeof databaseFiles>} DatabaseFiles */

const ROOM_FOR_A_NEW_ONE = 300 * 1024 * 1024;
const LONGEST_SOCKET_PATH = 100;
const LARGEST_LOG = 5 * 1024 * 1024;
const withoutExtras = ['--skip-test-db', '--auth-root-authentication-method=normal'];

/**
 * Where the private database keeps what.
 * @param {string} folder
 */
export function databaseFiles(folder) {
	const top = join(folder, 'db');
	return {
		top,
		tables: join(top, 'tables'),
		scratch: join(top, 'tmp'),
		log: join(top, 'error.log'),
		pid: join(top, 'server.pid'),
		init: join(top, 'init.sql'),
		maker: join(top, 'made-by')
	};
}

/**
 * Makes an empty database at the first start. One that was interrupted is thrown away and made again.
 * @param {import('./life.js').Life} life
 * @param {DatabaseFiles} files
 * @param {DatabaseProgram} program
 */
export async function initialise({ signal }, files, program) {
	mkdirSync(files.scratch, { recursive: true, mode: 0o700 });
	if ((statSync(files.log, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG)
		renameSync(files.log, `${files.log}.old`);
	if (existsSync(files.tables)) return requireSameMaker(files, program);
	requireRoom(files);
	say(`Setting up a private database in ${shortPath(files.top)}…`);

	const fresh = `${files.tables}.new`;
	rmSync(fresh, { recursive: true, force: true });
	const common = ['--no-defaults', `--datadir=${fresh}`, `--tmpdir=${files.scratch}`];
	// To mariadb-install-db, a plain --user means “change owners”, and there it stumbles over a path with spaces.
	const [command, args] =
		program.kind === 'MariaDB'
			? [findInstaller(program), [...common, ...asOurselves('--loose-user'), ...withoutExtras]]
			: [program.path, [...common, ...asOurselves(), '--initialize-insecure', '--secure-file-priv=NULL']];
	await runQuietly('The database could not be set up.', command, args, { signal });
	writePrivately(files.maker, program.kind);
	renameSync(fresh, files.tables);
}

/**
 * The database server's command line.
 * @param {DatabaseFiles} files
 * @param {DatabaseProgram} program
 * @param {{ port: number, socket: string }} doors
 */
export function serverOptions(files, { kind }, { port, socket }) {
	return [
		'--no-defaults',
		...asOurselves(),
		`--datadir=${files.tables}`,
		// Its own: a starting server deletes what it takes for left-overs of its own in a shared one.
		`--tmpdir=${files.scratch}`,
		`--init-file=${files.init}`,
		`--pid-file=${files.pid}`,
		`--log-error=${files.log}`,
		`--socket=${socket}`,
		`--port=${port}`,
		'--bind-address=127.0.0.1',
		'--skip-name-resolve',
		'--local-infile=0',
		'--character-set-server=utf8mb4',
		'--collation-server=utf8mb4_unicode_520_ci',
		'--sql-mode=ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,' +
			'NO_ENGINE_SUBSTITUTION',
		'--default-time-zone=+00:00',
		'--innodb-flush-log-at-trx-commit=1',
		'--innodb-lock-wait-timeout=5',
		'--innodb-buffer-pool-size=256M',
		'--performance-schema=OFF',
		...(kind === 'MySQL' ? ['--skip-log-bin', '--mysqlx=OFF', '--secure-file-priv=NULL'] : [])
	];
}

/**
 * Writes the statements the server runs at every start, so that accounts and passwords are those of the secrets.
 * The server wants each statement on one line.
 * @param {DatabaseFiles} files
 * @param {DatabaseProgram} program
 * @param {import('./secrets.js').Secrets} secrets
 */
export function writeInitFile(files, { kind }, { databasePassword, databaseRootPassword }) {
	const users = ["'chatsphere'@'127.0.0.1'", "'chatsphere'@'localhost'"];
	const statements = [
		...(kind === 'MariaDB'
			? ["DELETE FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost')", 'FLUSH PRIVILEGES']
			: []),
		`ALTER USER 'root'@'localhost' IDENTIFIED BY '${databaseRootPassword}'`,
		'CREATE DATABASE IF NOT EXISTS chatsphere CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci',
		...users.flatMap((user) => [
			`CREATE USER IF NOT EXISTS ${user} IDENTIFIED BY '${databasePassword}'`,
			`ALTER USER ${user} IDENTIFIED BY '${databasePassword}'`,
			`GRANT ALL PRIVILEGES ON \`chatsphere\`.* TO ${user}`,
			`GRANT ALL PRIVILEGES ON \`chatsphere\\_%\`.* TO ${user}`
		])
	];
	writePrivately(files.init, statements.map((statement) => `${statement};\n`).join(''));
}

/**
 * The server's Unix socket: among its files, or in a folder of its own where that path would be too long for one.
 * @param {import('./life.js').Life} life
 * @param {DatabaseFiles} files
 */
export function socketFor(life, files) {
	const path = join(files.top, 'server.sock');
	if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-'));
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	return join(folder, 'server.sock');
}

/** The server refuses to run as root unless it is told to. */
function asOurselves(option = '--user') {
	return process.getuid?.() === 0 ? [`${option}=${userInfo().username}`] : [];
}

/** @param {DatabaseFiles} files */
function requireRoom({ top }) {
	// Imported by name, this would keep an older Node from even saying that it is too old.
	const { bavail, bsize } = fs.statfsSync(top);
	if (bavail * bsize >= ROOM_FOR_A_NEW_ONE) return;
	throw new Problem(`A new database needs 300 MB in ${shortPath(top)}, and the disk has less than that left.`);
}

/**
 * @param {DatabaseFiles} files
 * @param {DatabaseProgram} program
 */
function requireSameMaker({ maker, top }, { kind }) {
	const before = existsSync(maker) ? readFileSync(maker, 'utf8') : kind;
	if (before === kind) return;
	throw new Problem(`The database in ${shortPath(top)} was made by ${before}, but this machine has only ${kind} now.`);
}
