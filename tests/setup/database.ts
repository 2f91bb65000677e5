import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../scripts/parts/database.js';
import { begin } from '../../scripts/parts/life.js';
import { secretsIn } from '../../scripts/parts/secrets.js';
import { setting } from '../../scripts/parts/settings.js';

declare module 'vitest' {
	export interface ProvidedContext {
		/** A server on which databases called `chatsphere_…` may be made; it ends with a slash. */
		databaseUrl: string;
	}
}

/** Gives the tests a database server: that of `npm test`, or one for this run of vitest alone. */
export default async function giveDatabase(project: TestProject) {
	const given = setting('TEST_DATABASE_URL');
	if (given) {
		project.provide('databaseUrl', given);
		return;
	}
	const life = begin();
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-vitest-'));
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	try {
		project.provide('databaseUrl', await openDatabase(life, folder, secretsIn(folder)));
	} catch (error) {
		await life.end();
		throw error;
	}
	return life.end;
}
