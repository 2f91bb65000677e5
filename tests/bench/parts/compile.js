// @ts-check
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../scripts/parts/processes.js';
import { say } from '../../../scripts/parts/say.js';

const source = fileURLToPath(new URL('../processes/crowd.c', import.meta.url));

/**
 * The light clients as a program in `folder`; undefined where they cannot be had, and the heavier ones take their place.
 * @param {import('../../../scripts/parts/life.js').Life} life
 * @param {string} folder
 */
export async function compileCrowd({ signal }, folder) {
	const program = join(folder, 'crowd');
	let why = 'they need Linux';
	for (const compiler of process.platform === 'linux' ? ['cc', 'gcc'] : []) {
		try {
			const { code, output } = await run(compiler, ['-O2', '-o', program, source], { signal });
			if (code === 0) return program;
			why = output;
		} catch {
			signal.throwIfAborted();
			why = 'there is no C compiler';
		}
	}
	say(`The clients are those in Node, which may be slower than the server: ${why}`);
	return undefined;
}
