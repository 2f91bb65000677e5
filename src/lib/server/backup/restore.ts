import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { config } from '../config';
import { db, openDb } from '../db';
import { endLane } from '../db/lane';
import { migrate, migrationNames } from '../db/migrate';
import { Rows } from '../db/rows';
import { pathOf } from '../files/disk';
import { CannotDo, unpack, type Manifest } from './archive';
import { readTable } from './table-file';

/** How long our own connections may take to be forgotten by the database, in milliseconds. */
const A_MOMENT = 5_000;

async function requireAlone(rows: Rows): Promise<void> {
	const end = Date.now() + A_MOMENT;
	while ((await rows.others()) > 0) {
		if (Date.now() > end) throw new CannotDo('Somebody else uses this database. Stop Chatsphere first.');
		await sleep(50);
	}
}

async function requireKnown({ migrations }: Manifest): Promise<void> {
	const ours = await migrationNames();
	const same = ours.slice(0, migrations.length);
	if (same.join() !== migrations.join())
		throw new CannotDo('This backup was made by a version that this one does not follow. Take a newer Chatsphere.');
}

async function requireEmpty(rows: Rows): Promise<void> {
	const found = await rows.ask('select 1 from users limit 1');
	if (found.length > 0)
		throw new CannotDo('There are people in this database already. To put the backup in their place, add --replace.');
}

/** Makes the tables anew, as they were shaped then, and fills them: all rows or none. */
async function fill(rows: Rows, folder: string, { migrations, tables }: Manifest): Promise<number> {
	await rows.dropAll();
	const fresh = openDb();
	try {
		await migrate(fresh, migrations.at(-1));
		await rows.ask('set foreign_key_checks = 0');
		await rows.ask('set unique_checks = 0');
		await rows.ask('start transaction');
		let all = 0;
		for (const table of tables) {
			// A migration may have written rows of its own.
			await rows.ask('delete from ??', [table.name]);
			const written = await rows.write(table, readTable(join(folder, 'tables', `${table.name}.jsonl.gz`)));
			if (written !== table.rows) throw new Error(`${table.name} has ${written} rows where ${table.rows} were packed`);
			all += written;
		}
		await rows.ask('commit');
		await migrate(fresh);
		return all;
	} finally {
		await fresh.destroy();
	}
}

/**
 * Puts a backup back: first everything in it is checked, then the files are laid down (under names nobody else has), then the
 * tables are made anew. Killed in between it leaves an empty database, and can be run again.
 */
export async function restore(file?: string, ...options: string[]): Promise<string> {
	if (!file || options.some((option) => option !== '--replace'))
		throw new CannotDo(
			'Say which backup: npm run restore -- FILE, with --replace to put it in the place of what is there.'
		);
	const folder = await mkdtemp(join(resolve(config().dataDir), 'restore-'));
	try {
		const manifest = await unpack(resolve(file), folder);
		await requireKnown(manifest);
		await endLane();
		await db.destroy();
		const rows = await Rows.open();
		try {
			await requireAlone(rows);
			if (options.length === 0) await requireEmpty(rows);
			const keys = await readdir(join(folder, 'files'));
			for (const key of keys) await rename(join(folder, 'files', key), await pathOf(key));
			const all = await fill(rows, folder, manifest);
			return `The backup of ${manifest.madeAt} is back: ${all} rows of ${manifest.tables.length} tables and ${keys.length} files.`;
		} finally {
			rows.end();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
