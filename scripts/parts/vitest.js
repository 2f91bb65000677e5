// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { programOf } from './packages.js';
import { run } from './processes.js';
import { root } from './settings.js';

/** @typedef {{ fullName: string, status: string }} Assertion */
/** @typedef {{ name: string, status: string, assertionResults: Assertion[] }} Suite */
/** @typedef {{ passed: number, failures: string[], skipped?: string[] }} Outcome */

/** Tests of a service that this machine cannot have are called so by their name; they are counted, and are no failure. */
const CANNOT_BE_HAD = /skipped: no [\w-]+/;

/**
 * Runs the tests, all or those the words choose, in front of the person and counts them afterwards.
 * @param {import('./life.js').Life} life
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder for the report
 * @param {string[]} [options] of vitest
 * @returns {Promise<Outcome>}
 */
export async function runVitest({ signal }, words, env, folder, options = []) {
	const report = join(folder, 'report.json');
	rmSync(report, { force: true });
	const args = ['run', '--reporter=default', '--reporter=json', `--outputFile=${report}`, ...options, ...words];
	const { code } = await run(process.execPath, [programOf('vitest'), ...args], { signal, env, show: true });
	const outcome = existsSync(report) ? count(report, words.length > 0) : { passed: 0, failures: [] };
	if (outcome.failures.length === 0 && (code !== 0 || outcome.passed === 0)) {
		outcome.failures.push(`vitest itself (it ended with code ${code} after ${outcome.passed} tests that passed)`);
	}
	return outcome;
}

/**
 * @param {string} report
 * @param {boolean} isSelection
 */
function count(report, isSelection) {
	/** @type {{ testResults: Suite[] }} */
	const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
	/** @type {Outcome} */
	const outcome = { passed: 0, failures: [] };
	for (const { name, status, assertionResults } of testResults) {
		const file = name.replace(root, '');
		for (const { fullName, status } of assertionResults) {
			// A test nobody runs proves nothing; only somebody who asked for a selection means to leave some out.
			const [reason] = CANNOT_BE_HAD.exec(fullName) ?? [];
			if (status === 'passed') outcome.passed += 1;
			else if (status !== 'failed' && reason) outcome.skipped = [...(outcome.skipped ?? []), reason];
			else if (status === 'failed' || !isSelection) outcome.failures.push(`${file}: ${fullName} (${status})`);
		}
		const hasToldWhy = assertionResults.some((test) => test.status === 'failed');
		if (status === 'failed' && !hasToldWhy) outcome.failures.push(`${file}: could not be run`);
	}
	return outcome;
}
