import { copyFile, link, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { config } from '../config';
import { Rows } from '../db/rows';
import { pathOf } from '../files/disk';
import { CannotDo, MANIFEST, pack, type Manifest } from './archive';
import { writeTable } from './table-file';

/** Bookkeeping of the migrations themselves: the restore makes them again. */
const remade = /^kysely_/;

function usualPlace(): string {
	const now = new Date().toISOString().replace(/\D/g, '');
	return join(config().dataDir, 'backups', `chatsphere-${now.slice(0, 8)}-${now.slice(8, 14)}.tar`);
}

/** Gives a file a second name, so that its bytes stay while they are read, even when somebody deletes it; false when it is gone. */
async function keep(from: string, to: string): Promise<boolean> {
	try {
		// Not every file system has second names.
		await link(from, to).catch(() => copyFile(from, to));
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
		throw error;
	}
}

/** The files that stand in the database at this moment, as far as they are on this disk. */
async function keepFiles(rows: Rows, folder: string): Promise<{ kept: number; gone: number }> {
	const known = await rows.ask<{ key: string; small: string | null }>(
		"select `key`, small_key as small from files where store = 'disk' and state = 'stored' and deleted_at is null"
	);
	let [kept, gone] = [0, 0];
	for (const key of known.flatMap(({ key, small }) => (small ? [key, small] : [key])))
		if (await keep(await pathOf(key), join(folder, key))) kept += 1;
		else gone += 1;
	return { kept, gone };
}

/** Writes the database, as of one moment, and the files that belong to it into one archive. The app may be running. */
export async function backup(file?: string): Promise<string> {
	const archive = resolve(file ?? usualPlace());
	if (await stat(archive).catch(() => null)) throw new CannotDo(`${archive} is there already.`);
	await mkdir(dirname(archive), { recursive: true, mode: 0o700 });
	// Beside the files, so that they need no second copy.
	const folder = await mkdtemp(join(resolve(config().dataDir), 'backup-'));
	const rows = await Rows.open();
	try {
		for (const part of ['tables', 'files']) await mkdir(join(folder, part), { mode: 0o700 });
		await rows.holdMoment();
		// The files first: whatever is deleted from here on is still in the archive.
		const { kept, gone } = await keepFiles(rows, join(folder, 'files'));
		const tables: Manifest['tables'] = [];
		for (const table of await rows.tables())
			if (!remade.test(table.name))
				tables.push({
					...table,
					rows: await writeTable(join(folder, 'tables', `${table.name}.jsonl.gz`), rows.read(table))
				});
		const made = await rows.ask<{ name: string }>('select name from kysely_migration order by name');
		const manifest: Manifest = {
			format: 1,
			madeAt: new Date().toISOString(),
			migrations: made.map(({ name }) => name),
			tables
		};
		await writeFile(join(folder, MANIFEST), JSON.stringify(manifest, null, '\t'), { mode: 0o600 });
		await pack(folder, archive);
		const lines = tables.reduce((sum, table) => sum + table.rows, 0);
		const { size } = await stat(archive);
		return [
			`${archive}: ${lines} rows of ${tables.length} tables and ${kept} files, ${(size / 1024 / 1024).toFixed(1)} MB.`,
			...(gone > 0 ? [`${gone} files were not on the disk any more; \`npm run files:check\` tells which.`] : []),
			'AUTH_SECRET is not in it. Keep that apart: with another one everybody has to sign in again.'
		].join('\n');
	} finally {
		rows.end();
		await rm(folder, { recursive: true, force: true });
	}
}
