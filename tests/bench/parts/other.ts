import { fork, type ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';

type Answer = { id: number; result?: unknown; problem?: string };
type Waiting = { done: (result: unknown) => void; failed: (error: Error) => void };
// What can be asked, by name; arguments and answers travel as JSON.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Questions = Record<string, (...args: any[]) => unknown>;

/** Where the built benchmarks lie. */
const built = dirname(process.argv[1]!);

/** Another process of this benchmark, with `name` in `processes/`, and what can be asked of it. */
export class Other<Q extends Questions> {
	readonly #child: ChildProcess;
	readonly #waiting = new Map<number, Waiting>();
	#asked = 0;

	constructor(readonly name: string) {
		this.#child = fork(join(built, `${name}.js`), { execArgv: process.execArgv });
		this.#child.on('message', ({ id, result, problem }: Answer) => {
			const waiting = this.#waiting.get(id);
			this.#waiting.delete(id);
			if (problem) waiting?.failed(new Error(`${name}: ${problem}`));
			else waiting?.done(result);
		});
		this.#child.on('exit', (code) => {
			for (const { failed } of this.#waiting.values()) failed(new Error(`${name} ended with ${code}`));
		});
	}

	get processId(): number {
		return this.#child.pid!;
	}

	ask<N extends keyof Q & string>(name: N, ...args: Parameters<Q[N]>): Promise<Awaited<ReturnType<Q[N]>>> {
		const id = ++this.#asked;
		return new Promise((done, failed) => {
			this.#waiting.set(id, { done: done as Waiting['done'], failed });
			this.#child.send({ id, name, args });
		});
	}

	end(): void {
		this.#child.disconnect();
	}
}

/** Answers what the starting process asks, until it lets go. */
export function answer(questions: Questions): void {
	process.on('message', async ({ id, name, args }: { id: number; name: string; args: unknown[] }) => {
		try {
			process.send!({ id, result: await questions[name]!(...args) });
		} catch (error) {
			process.send!({ id, problem: (error as Error).stack ?? String(error) });
		}
	});
	process.on('disconnect', () => process.exit());
}
