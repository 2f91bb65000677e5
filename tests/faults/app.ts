import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isBuilt } from '../../scripts/parts/build.js';
import type { Life } from '../../scripts/parts/life.js';
import { exitOf, hasEnded, waitUntil } from '../../scripts/parts/processes.js';
import { lastLines } from '../../scripts/parts/say.js';
import { root } from '../../scripts/parts/settings.js';
import { quietPort } from './ports';

const START_PATIENCE = 60_000;

/** The built server as a process of its own, started again and again on the same port. */
export class App {
	readonly secret = randomBytes(32).toString('base64url');
	#child: ChildProcess | undefined;
	#said = '';

	private constructor(
		readonly port: number,
		private settings: Record<string, string>,
		private readonly files: string,
		private readonly home: string
	) {}

	/** `home` is where `server.js` and `build/` are. */
	static async prepare(life: Life, settings: Record<string, string>, home = root): Promise<App> {
		if (home === root && !isBuilt())
			throw new Error('build/ is missing or older than the sources: npm test makes it, and so does npm start.');
		const files = mkdtempSync(join(tmpdir(), 'chatsphere-faults-files-'));
		life.later(() => rmSync(files, { recursive: true, force: true }));
		const app = new App(await quietPort(), settings, files, home);
		life.later(() => app.stop('SIGKILL'));
		return app;
	}

	get base(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	get pid(): number {
		return this.#child!.pid!;
	}

	get isAlive(): boolean {
		return !!this.#child && !hasEnded(this.#child);
	}

	/** All it has said lately, on both of its outputs. */
	get said(): string {
		return this.#said;
	}

	/** What it said on its way, for those who wonder why it failed. */
	get lastWords(): string {
		return lastLines(this.#said);
	}

	/** Other settings from the next start on. */
	change(settings: Record<string, string>, without: string[] = []): void {
		this.#said = '';
		const all = Object.entries({ ...this.settings, ...settings });
		this.settings = Object.fromEntries(all.filter(([name]) => !without.includes(name)));
	}

	/** Starts it, also while an earlier one is still on its way out. Resolves when it listens. `options` are those of Node. */
	async start(...options: string[]): Promise<void> {
		const env = {
			PATH: process.env.PATH,
			NODE_ENV: 'production',
			HOST: '127.0.0.1',
			PORT: String(this.port),
			AUTH_SECRET: this.secret,
			DATA_DIR: this.files,
			...this.settings
		};
		// With a channel the server notices when we are gone, and ends.
		const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
		const child = spawn(process.execPath, [...options, 'server.js'], { cwd: this.home, env, stdio: [...stdio] });
		this.#child = child;
		for (const stream of [child.stdout, child.stderr])
			stream?.setEncoding('utf8').on('data', (text: string) => (this.#said = (this.#said + text).slice(-2_000_000)));
		let isListening = false;
		child.on('message', (message: { type?: string }) => (isListening ||= message.type === 'listening'));
		await waitUntil(() => isListening || hasEnded(child), START_PATIENCE);
		if (!isListening) throw new Error(`The built app did not start. Its last words:\n${this.lastWords}`);
	}

	/** Resolves with its exit code when it ended by itself. */
	async gone(): Promise<number | null> {
		await exitOf(this.#child!);
		return this.#child!.exitCode;
	}

	/** Ends it by a signal; resolves with its exit code when it is gone, null when the signal killed it. */
	async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
		const child = this.#child;
		if (!child) return null;
		child.kill(signal);
		await exitOf(child);
		return child.exitCode;
	}
}
