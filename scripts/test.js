// @ts-check
// `npm test`: installs what is missing, then runs every check and every test; `npm test -- some words` only those tests.
import './parts/node-version.js';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canInstall, installWithApt, isInstalled } from './parts/apt.js';
import { build } from './parts/build.js';
import { checks } from './parts/checks.js';
import { browserPackages, findChromium, requireChromium } from './parts/chromium.js';
import { databasePackages, findDatabase } from './parts/database-program.js';
import { openDatabase } from './parts/database.js';
import { canInstallLivekit, findLivekit, installLivekit } from './parts/livekit.js';
import { complain, Interruption, live, together } from './parts/life.js';
import { installPackages } from './parts/packages.js';
import { findRelay, relayPackages } from './parts/relay.js';
import { Problem, say } from './parts/say.js';
import { secretsIn } from './parts/secrets.js';
import { setting } from './parts/settings.js';
import { runVitest } from './parts/vitest.js';

/** @typedef {import('./parts/life.js').Life} Life */

/** Gets what a bare Debian machine lacks, in one go. @param {Life} life */
async function installForTests(life) {
	if (!canInstall()) return;
	const forDatabase = findDatabase() || setting('TEST_DATABASE_URL') ? [] : databasePackages;
	const forBrowser = browserPackages.filter((name) => !(name === 'chromium' ? findChromium() : isInstalled(name)));
	const forCalls = findRelay() ? [] : relayPackages;
	const missing = [...forDatabase, ...forBrowser, ...forCalls];
	if (missing.length === 0) return;
	say('Installing what the tests need…');
	await installWithApt(life, missing);
}

/**
 * Builds LiveKit where there is Go. Only elsewhere its tests are skipped and say so: where it could be had, that is a failure.
 * @param {Life} life @param {import('./parts/vitest.js').Outcome} outcome
 */
async function installCalls(life, outcome) {
	if (findLivekit() || !canInstallLivekit()) return;
	await installLivekit(life).catch((error) => {
		if (!(error instanceof Problem)) throw error;
		say(error.message);
		outcome.failures.push('LiveKit could not be built, so its tests were skipped');
	});
}

/** A place for this run alone: its folder, and a database server that is gone afterwards. @param {Life} life */
async function makePlace(life) {
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-test-'));
	// An app or a browser that is still on its way out may write once more.
	life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
	const url = setting('TEST_DATABASE_URL') ?? (await openDatabase(life, folder, secretsIn(folder)));
	return { folder, url };
}

/** What the tests are told; nothing of the person's own app. @param {string} folder @param {string} url */
function testEnvironment(folder, url) {
	const env = { ...process.env };
	for (const name of ['DATABASE_URL', 'DATA_DIR', 'AUTH_SECRET']) Reflect.deleteProperty(env, name);
	return { ...env, NODE_ENV: 'test', TMPDIR: folder, TEST_DATABASE_URL: url, CHROMIUM_PATH: requireChromium() };
}

/** Runs every check and tells how it went. @param {Life} life @param {import('./parts/vitest.js').Outcome} outcome */
async function runChecks(life, outcome) {
	for (const [name, check] of checks) {
		const began = performance.now();
		const seconds = () => `${((performance.now() - began) / 1000).toFixed(1)} s`;
		try {
			await check(life);
			outcome.passed += 1;
			say(`✓ ${name}, ${seconds()}`);
		} catch (error) {
			if (error instanceof Interruption) throw error;
			outcome.failures.push(name);
			say(`✗ ${name}, ${seconds()}\n${error instanceof Problem ? error.message : String(error)}`);
		}
	}
}

/** The projects of vite.config.ts, by turns: those that kill processes and measure time run when nothing else does. */
const parts = ['!faults*', 'faults', 'faults-waiting'];

/** Whether the words may mean tests of the built app, which are the ones outside src/. @param {string[]} words */
function meanBuild(words) {
	return !words.every((word) => word.startsWith('src/'));
}

await live(async (life) => {
	const words = process.argv.slice(2);
	/** @type {import('./parts/vitest.js').Outcome} */
	const outcome = { passed: 0, failures: [] };
	try {
		await together(life, [installPackages(life), installForTests(life)]);
		if (words.length === 0) await installCalls(life, outcome);
		const { folder, url } = await makePlace(life);
		const env = testEnvironment(folder, url);
		if (words.length === 0) await runChecks(life, outcome);
		else if (meanBuild(words)) await build(life);
		for (const part of words.length === 0 ? parts : ['*']) {
			const began = performance.now();
			const tests = await runVitest(life, words, env, folder, [`--project=${part}`]);
			say(`${tests.failures.length === 0 ? '✓' : '✗'} tests, ${((performance.now() - began) / 1000).toFixed(1)} s`);
			outcome.passed += tests.passed;
			outcome.failures.push(...tests.failures);
			outcome.skipped = [...(outcome.skipped ?? []), ...(tests.skipped ?? [])];
		}
	} catch (error) {
		if (error instanceof Interruption) throw error;
		complain(error);
		outcome.failures.push('getting ready');
	}
	for (const failure of outcome.failures) say(`✗ ${failure}`);
	const reasons = [...new Set(outcome.skipped)].map(
		(reason) => `, ${outcome.skipped?.filter((one) => one === reason).length} ${reason}`
	);
	say(`${outcome.passed} passed, ${outcome.failures.length} failed${reasons.join('')}`);
	return outcome.failures.length === 0 ? 0 : 1;
});
