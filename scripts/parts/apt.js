// @ts-check
import { spawnSync } from 'node:child_process';
import { findProgram } from './programs.js';
import { run, runQuietly } from './processes.js';

/** Whether we may install Debian packages here. */
export function canInstall() {
	return process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
}

/**
 * Whether a Debian package is installed.
 * @param {string} name
 */
export function isInstalled(name) {
	const told = spawnSync('dpkg-query', ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' });
	return told.stdout === 'installed';
}

/**
 * Installs Debian packages. Each may be a pattern, of which the first match is taken: some releases carry the version
 * in the name.
 * @param {import('./life.js').Life} life
 * @param {string[]} patterns
 */
export async function installWithApt({ signal }, patterns) {
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	// Detached, because a Ctrl-C half-way through would leave the machine's packages in a mess.
	const options = { signal, env, detached: true };
	// A broken third-party source must not keep us from what the others have.
	await run('apt-get', ['update'], options);
	const names = [];
	for (const pattern of patterns) {
		const { output } = await run('apt-cache', ['search', '--names-only', `^${pattern}$`], options);
		const found = output.split('\n').map((line) => line.split(' ')[0] ?? '');
		names.push(found.filter(Boolean).sort()[0] ?? pattern);
	}
	const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...names];
	await runQuietly(`apt-get could not install ${names.join(', ')}.`, 'apt-get', args, options);
}
