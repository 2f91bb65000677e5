// @ts-check
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { root } from '../../../scripts/parts/settings.js';

const bench = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} folder */
function entriesIn(folder) {
	const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
	return names.map((name) => [name.replace('.ts', ''), join(folder, name)]);
}

/**
 * Builds the benchmarks together with the real server modules, as `vite build` does it for production. SvelteKit's own
 * plugin is left out: it would build its pages instead, and the server's modules below the routes need nothing of it.
 * @param {import('../../../scripts/parts/life.js').Life} life
 */
export async function bundle(life) {
	// Inside node_modules, so that packages are found and nobody formats, commits or checks it.
	const folder = mkdtempSync(join(root, 'node_modules', '.chatsphere-bench-'));
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	const input = Object.fromEntries([...entriesIn(bench), ...entriesIn(join(bench, 'processes'))]);
	await build({
		root,
		configFile: false,
		logLevel: 'warn',
		mode: 'production',
		publicDir: false,
		resolve: { alias: { $lib: join(root, 'src/lib') } },
		build: {
			ssr: true,
			target: 'node18.13',
			outDir: folder,
			// It is made for Kit's plugin, and no benchmark has accounts at Clerk.
			rollupOptions: { input, external: /^svelte-clerk\// }
		}
	});
	return folder;
}
