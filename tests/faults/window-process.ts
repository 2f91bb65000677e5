import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { exitOf } from '../../scripts/parts/processes.js';
import { root } from '../../scripts/parts/settings.js';
import type { Log } from './history';
import type { Person } from './people';
import type { Place } from './stage';
import type { Order, Told } from './windows';

type Answer = { result?: unknown; error?: string };

/** A process with many browser windows, see `windows.ts`. */
export class WindowProcess {
	private constructor(
		private readonly child: ChildProcess,
		private readonly folder: string
	) {}

	static async start(): Promise<WindowProcess> {
		const folder = mkdtempSync(join(tmpdir(), 'chatsphere-windows-'));
		// Node 20 reads no TypeScript.
		await build({
			root,
			...{ configFile: false, logLevel: 'error', publicDir: false },
			build: {
				...{ ssr: 'tests/faults/windows.ts', outDir: folder, minify: false },
				rolldownOptions: { output: { entryFileNames: 'windows.mjs' } }
			},
			ssr: { noExternal: true, external: ['bufferutil', 'utf-8-validate'] }
		});
		return new WindowProcess(fork(join(folder, 'windows.mjs')), folder);
	}

	/** Opens `each` windows for each of these people, and resolves when all of them are live. */
	open(place: Place, people: Person[], each: number): Promise<Told> {
		return this.#order<Told>({ order: 'open', place, people, each });
	}

	tell(): Promise<Told> {
		return this.#order<Told>({ order: 'tell' });
	}

	/** What is wrong on the screens. */
	check(log: Log): Promise<string[]> {
		return this.#order<string[]>({ order: 'check', log });
	}

	signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
		this.child.kill(signal);
	}

	async end(): Promise<void> {
		this.child.kill('SIGKILL');
		await exitOf(this.child);
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** One order at a time. */
	#order<T>(order: Order): Promise<T> {
		return new Promise((resolve, reject) => {
			const late = setTimeout(() => reject(new Error(`The windows do not answer: ${order.order}`)), 60_000);
			this.child.once('message', ({ result, error }: Answer) => {
				clearTimeout(late);
				if (error === undefined) resolve(result as T);
				else reject(new Error(error));
			});
			this.child.send(order);
		});
	}
}
