// @ts-check
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './port.js';
import { endChild, hasEnded, run, waitUntil } from './processes.js';
import { findProgram, isProgram } from './programs.js';
import { lastLines, Problem, say } from './say.js';
import { setting } from './settings.js';

/** @typedef {import('./life.js').Life} Life */

const VERSION = '1.13.5';
const START_PATIENCE = 20_000;
const STOP_PATIENCE = 5_000;
/** Like the name of a person, not a secret: LiveKit tells with it whose signature it is. */
const KEY = 'chatsphere';

const cache = () => join(setting('XDG_CACHE_HOME') ?? join(homedir(), '.cache'), 'chatsphere', `livekit-${VERSION}`);
// `go install` names a program after its folder.
const named = process.platform === 'win32' ? 'server.exe' : 'server';

/** LiveKit's server, if this machine has it: on PATH, or where we installed it. */
export function findLivekit() {
	const installed = join(cache(), named);
	return findProgram(['livekit-server']) ?? (isProgram(installed) ? installed : undefined);
}

/** Whether it can be had without asking anybody. */
export function canInstallLivekit() {
	return findProgram(['go']) !== undefined;
}

/** Builds it from its published source, which takes some minutes once. @param {Life} life */
export async function installLivekit({ signal }) {
	const go = findProgram(['go']);
	if (!go) throw new Problem('LiveKit needs Go to be installed: https://go.dev/dl, or put `livekit-server` on PATH.');
	say('Installing LiveKit; this takes some minutes, once…');
	mkdirSync(cache(), { recursive: true });
	const env = { ...process.env, GOBIN: cache(), GOFLAGS: '' };
	const { code, output } = await run(go, ['install', `github.com/livekit/livekit-server/cmd/server@v${VERSION}`], {
		signal,
		env
	});
	if (code !== 0) throw new Problem(`LiveKit could not be installed:\n${lastLines(output)}`);
}

/**
 * Starts LiveKit for this machine alone.
 * @param {Life} life
 * @param {{ program: string, secret: string, hooks: string, port?: number }} options `hooks` is where it tells who comes and goes
 */
export async function startLivekit(life, { program, secret, hooks, port: wished }) {
	const port = wished ?? (await freePort());
	const [tcp, udp] = [await freePort(), await freePort()];
	const settings = {
		port,
		bind_addresses: ['127.0.0.1'],
		rtc: {
			tcp_port: tcp,
			udp_port: udp,
			node_ip: '127.0.0.1',
			use_external_ip: false,
			enable_loopback_candidate: true
		},
		keys: { [KEY]: secret },
		webhook: { api_key: KEY, urls: [hooks] },
		logging: { level: 'warn' }
	};
	// JSON is YAML.
	const child = spawn(program, ['--dev', '--config-body', JSON.stringify(settings)], {
		stdio: ['ignore', 'pipe', 'pipe']
	});
	life.later(() => endChild(child, STOP_PATIENCE));
	let said = '';
	for (const stream of [child.stdout, child.stderr])
		stream?.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-50_000)));
	const isUp = async () => hasEnded(child) || (await answers(port));
	if (!(await waitUntil(isUp, START_PATIENCE, life.signal)) || hasEnded(child))
		throw new Problem(`LiveKit did not start. Its last words:\n${lastLines(said)}`);
	return { url: `ws://127.0.0.1:${port}`, port, apiKey: KEY, apiSecret: secret, child, words: () => said };
}

/** @param {number} port */
async function answers(port) {
	try {
		return (await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(500) })).ok;
	} catch {
		return false;
	}
}
