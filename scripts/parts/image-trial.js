// @ts-check
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { asList, lastStep } from './dockerfile.js';
import { nobody } from './image.js';
import { freePort } from './port.js';
import { endChild, hasEnded, waitUntil } from './processes.js';
import { lastLines, Problem } from './say.js';
import { root } from './settings.js';

/** @typedef {import('./life.js').Life} Life */

const START_PATIENCE = 90_000;
const STOP_PATIENCE = 15_000;

/**
 * @param {boolean} isSo
 * @param {string} what should be so
 */
function demand(isSo, what) {
	if (!isSo) throw new Problem(`Not so: ${what}`);
	return what;
}

/**
 * Runs the image against a database of its own and tells what is so; throws at the first thing that is not.
 * @param {Life} life
 * @param {{ place: string, stage: import('./dockerfile.js').Stage }} image
 * @param {string} serverUrl where databases called `chatsphere_…` may be made
 */
export async function tryImage(life, { place, stage }, serverUrl) {
	const app = join(place, 'app');
	const env = await environmentOf(life, place, stage, serverUrl);
	const before = listing(app);
	const user = lastStep(stage, 'USER').args[0];
	const [, ...command] = asList(lastStep(stage, 'CMD').rest);
	const [, ...health] = asList(lastStep(stage, 'HEALTHCHECK').rest);
	const as = { cwd: app, env, ...nobody };
	/** @param {string[]} args */
	const node = (args) => spawn(process.execPath, args, { ...as, stdio: ['ignore', 'pipe', 'pipe'] });
	const isHealthy = async () => (await codeOf(node(health))) === 0;

	const facts = [demand(user === 'node', 'it runs as the user of the image, not as root'), noDevPackages(app)];
	facts.push(demand(!(await isHealthy()), 'its health check fails while nothing runs'));
	const child = node(command);
	life.later(() => endChild(child, STOP_PATIENCE));
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text) => (said += text));
	const base = `http://127.0.0.1:${env.PORT}`;
	const ready = async () => hasEnded(child) || (await fetch(`${base}/readyz`).catch(() => null))?.ok === true;
	await waitUntil(ready, START_PATIENCE, life.signal);
	if (hasEnded(child)) throw new Problem(`The image did not start:\n${lastLines(said)}`);
	facts.push(...(await visit(base)));
	facts.push(demand(await isHealthy(), 'its health check passes'));
	child.kill('SIGTERM');
	facts.push(demand((await codeOf(child)) === 0, 'SIGTERM ends it with 0'));
	facts.push(demand(listing(app) === before, 'it wrote nothing beside its data'));
	facts.push(`${megabytes(app)} MB, of which ${megabytes(join(app, 'node_modules'))} are packages`);
	return facts;
}

/**
 * What the container is told, here: this machine alone may come, and the absolute paths lie in our folder.
 * @param {Life} life
 * @param {string} place
 * @param {import('./dockerfile.js').Stage} stage
 * @param {string} serverUrl
 */
async function environmentOf(life, place, stage, serverUrl) {
	const name = `chatsphere_image_${randomBytes(6).toString('hex')}`;
	/** @param {string} statement */
	const ask = async (statement) => {
		const connection = await createConnection(serverUrl);
		await connection.query(statement);
		await connection.end();
	};
	await ask(`create database ${name} character set utf8mb4 collate utf8mb4_unicode_520_ci`);
	life.later(() => ask(`drop database ${name}`));
	const port = await freePort();
	/** @type {Record<string, string>} */
	const env = { PATH: process.env.PATH ?? '' };
	for (const pair of stage.steps.filter(({ word }) => word === 'ENV').flatMap(({ args }) => args)) {
		const [key = '', value = ''] = pair.split('=');
		env[key] = value.startsWith('/') ? join(place, value) : value;
	}
	return {
		...env,
		...{ HOST: '127.0.0.1', PORT: String(port), ORIGIN: `http://127.0.0.1:${port}` },
		...{ DATABASE_URL: new URL(name, serverUrl).href, AUTH_SECRET: randomBytes(32).toString('base64url') }
	};
}

/** @param {string} base */
async function visit(base) {
	const facts = [];
	for (const path of ['/healthz', '/readyz', '/sign-up'])
		facts.push(demand((await fetch(`${base}${path}`)).status === 200, `${path} answers`));
	const page = await (await fetch(`${base}/sign-up`)).text();
	const asset = /\/_app\/immutable\/[\w/.-]+\.js/.exec(page)?.[0] ?? 'no script';
	const script = await fetch(`${base}${asset}`);
	const isKept = script.headers.get('cache-control')?.includes('immutable') ?? false;
	facts.push(demand(script.status === 200 && isKept, 'a script of the page is there, for good'));
	facts.push(await drawsPictures(base));
	facts.push(demand((await fetch(`${base}/metrics`)).status === 404, 'nobody sees figures at its address'));
	return facts;
}

/**
 * Signs somebody up, who makes a server with a picture: passwords and pictures come from packages made for this machine.
 * @param {string} base
 */
async function drawsPictures(base) {
	/** @param {string} path @param {URLSearchParams | FormData} body @param {string} [cookie] */
	const post = (path, body, cookie = '') => {
		const headers = { origin: base, cookie, accept: 'text/html' };
		return fetch(`${base}${path}`, { method: 'POST', body, headers, redirect: 'manual' });
	};
	const account = { name: 'Hedy', email: 'hedy@example.org', password: randomBytes(12).toString('hex') };
	const entered = await post('/sign-up', new URLSearchParams(account));
	const cookie = entered.headers
		.getSetCookie()
		.map((one) => one.split(';')[0])
		.join('; ');
	const form = new FormData();
	form.append('name', 'Observatory');
	form.append(
		'icon',
		new File([readFileSync(join(root, 'static/screenshot.webp'))], 'dome.webp', { type: 'image/webp' })
	);
	const made = await post('/servers/new', form, cookie);
	const page = await fetch(`${base}${made.headers.get('location')}`, { headers: { cookie } });
	const address = /\/files\/[0-9a-z]{26}/.exec(await page.text())?.[0] ?? '/no-picture';
	const picture = await fetch(`${base}${address}`, { headers: { cookie } });
	return demand(picture.headers.get('content-type') === 'image/webp', 'a picture is read and drawn anew');
}

/** @param {string} app */
function noDevPackages(app) {
	/** @type {{ devDependencies: Record<string, string> }} */
	const { devDependencies } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
	// Types weigh nothing, and packages bring some of them along.
	const tools = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'));
	const there = tools.filter((name) => existsSync(join(app, 'node_modules', name)));
	return demand(there.length === 0, `it has no package that only developing needs ${there.join(' ')}`.trim());
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<number | null>} */
function codeOf(child) {
	return new Promise((done) => (hasEnded(child) ? done(child.exitCode) : child.once('exit', done)));
}

/**
 * Every file with its size and age.
 * @param {string} folder
 */
function listing(folder) {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
	return files.map((path) => `${path} ${lstatSync(join(folder, path)).mtimeMs}`).join('\n');
}

/** @param {string} folder */
function megabytes(folder) {
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	const bytes = files.reduce((sum, path) => sum + lstatSync(join(folder, path)).size, 0);
	return Math.round(bytes / 1024 / 1024);
}
