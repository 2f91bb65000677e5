// @ts-check
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './programs.js';
import { lastLines, Problem } from './say.js';

/** Whether we may install Debian packages here. */
export function canInstall() {
	return process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
}

/**
 * Whether a Debian package is installed.
 * @param {string} name
 */
export function isInstalled(name) {
	const query = findProgram(['dpkg-query']);
	if (!query) return false;
	return spawnSync(query, ['-W', '-f', '${db:Status-Status}', name], { encoding: 'utf8' }).stdout === 'installed';
}

/**
 * Installs Debian packages. Each may be a pattern, of which the first match is taken: some releases carry the version
 * in the name.
 * @param {import('./life.js').Life} life
 * @param {string[]} patterns
 */
export async function installWithApt({ signal }, patterns) {
	// A broken third-party source must not keep us from what the others have.
	await runToItsEnd('apt-get', ['update'], signal);
	const names = [];
	for (const pattern of patterns) {
		const { output } = await runToItsEnd('apt-cache', ['search', '--names-only', `^${pattern}$`], signal);
		const found = output.split('\n').map((line) => line.split(' ')[0] ?? '');
		names.push(found.filter(Boolean).sort()[0] ?? pattern);
	}
	const waiting = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold'];
	const args = ['install', '-y', '--no-install-recommends', ...waiting, ...names];
	const { code, output } = await runToItsEnd('apt-get', args, signal);
	if (code !== 0) throw new Problem(`apt-get could not install ${names.join(', ')}. It says:\n${lastLines(output)}`);
}

/**
 * Runs a program that must not be cut off half-way: it lives outside our process group and writes to a file instead
 * of to us, so that it finishes by itself when we are stopped.
 * @param {string} program
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @returns {Promise<{ code: number, output: string }>}
 */
function runToItsEnd(program, args, signal) {
	return new Promise((done, failed) => {
		signal.throwIfAborted();
		const folder = mkdtempSync(join(tmpdir(), 'chatsphere-'));
		const path = join(folder, 'output');
		const file = openSync(path, 'w');
		// What is installed for us is not started as a service of the machine.
		const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', RUNLEVEL: '1' };
		const child = spawn(program, args, { env, detached: true, stdio: ['ignore', file, file] });
		closeSync(file);

		/** @param {() => void} tell */
		const end = (tell) => {
			signal.removeEventListener('abort', leave);
			tell();
			rmSync(folder, { recursive: true, force: true });
		};
		const leave = () => end(() => failed(signal.reason));
		signal.addEventListener('abort', leave);
		child.once('error', (error) => end(() => failed(error)));
		child.once('exit', (code) => end(() => done({ code: code ?? 1, output: readFileSync(path, 'utf8') })));
	});
}
