import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { TestProject } from 'vitest/node';
import { isBuilt } from '../../scripts/parts/build.js';
import { begin, type Life } from '../../scripts/parts/life.js';
import { freePort } from '../../scripts/parts/port.js';
import { endChild, hasEnded, waitUntil } from '../../scripts/parts/processes.js';
import { lastLines } from '../../scripts/parts/say.js';
import { root } from '../../scripts/parts/settings.js';

declare module 'vitest' {
	export interface ProvidedContext {
		/** Where the built app listens, without a slash at the end. */
		baseUrl: string;
		/** The built app's own database. */
		servedDatabaseUrl: string;
		/** What the built app signs its cookies with. */
		authSecret: string;
		/** The process of the built app. */
		serverPid: number;
	}
}

const START_PATIENCE = 60_000;
const STOP_PATIENCE = 10_000;

/** Starts the built app once for all tests that visit it. */
export default async function serveApp(project: TestProject) {
	if (!isBuilt())
		throw new Error('build/ is missing or older than the sources: npm test makes it, and so does npm start.');
	const life = begin();
	try {
		const databaseUrl = await makeDatabase(life, project.getProvidedContext().databaseUrl);
		const authSecret = randomBytes(32).toString('base64url');
		const { baseUrl, pid } = await startServer(life, databaseUrl, authSecret);
		project.provide('baseUrl', baseUrl);
		project.provide('servedDatabaseUrl', databaseUrl);
		project.provide('authSecret', authSecret);
		project.provide('serverPid', pid);
	} catch (error) {
		await life.end();
		throw error;
	}
	return life.end;
}

async function makeDatabase(life: Life, serverUrl: string) {
	const name = `chatsphere_served_${randomBytes(6).toString('hex')}`;
	const run = async (statement: string) => {
		const connection = await createConnection(serverUrl);
		await connection.query(statement);
		await connection.end();
	};
	await run(`create database ${name} character set utf8mb4 collate utf8mb4_unicode_520_ci`);
	life.later(() => run(`drop database ${name}`));
	return new URL(name, serverUrl).href;
}

async function startServer(life: Life, databaseUrl: string, authSecret: string) {
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-served-'));
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	const port = await freePort();
	const baseUrl = `http://127.0.0.1:${port}`;
	const env = {
		PATH: process.env.PATH,
		NODE_ENV: 'production',
		HOST: '127.0.0.1',
		PORT: String(port),
		AUTH_SECRET: authSecret,
		DATA_DIR: folder,
		DATABASE_URL: databaseUrl
	};

	const server = spawn(process.execPath, ['server.js'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
	life.later(() => endChild(server, STOP_PATIENCE));
	let said = '';
	for (const stream of [server.stdout, server.stderr]) {
		stream?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-100_000)));
	}
	let isListening = false;
	server.on('message', (message: { type?: string }) => (isListening ||= message.type === 'listening'));
	const isSettled = async () => isListening || hasEnded(server) || (await isReady(baseUrl));
	const isInTime = await waitUntil(isSettled, START_PATIENCE);
	if (!isInTime || hasEnded(server))
		throw new Error(`The built app did not start. Its last words:\n${lastLines(said)}`);
	return { baseUrl, pid: server.pid ?? 0 };
}

async function isReady(baseUrl: string) {
	try {
		return (await fetch(`${baseUrl}/readyz`, { signal: AbortSignal.timeout(1_000) })).ok;
	} catch {
		return false;
	}
}
