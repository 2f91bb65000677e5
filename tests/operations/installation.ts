import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { begin } from '../../scripts/parts/life.js';
import { run } from '../../scripts/parts/processes.js';
import { raiseStage, type Stage } from '../faults/stage';

/** A database, a folder for data and the built app, to be put away, wiped and set up again. */
export type Installation = Stage & {
	folder: string;
	/** Runs `node server.js` for one errand, as somebody without npm does. */
	errand(...words: string[]): Promise<{ code: number; output: string }>;
	/** Everything is gone: tables and data. */
	wipe(): Promise<void>;
	/** How many rows each table has. */
	counts(): Promise<Record<string, number>>;
};

export async function install(): Promise<Installation> {
	const folder = mkdtempSync(join(tmpdir(), 'chatsphere-data-'));
	const life = begin();
	life.later(() => rmSync(folder, { recursive: true, force: true }));
	const stage = await raiseStage({ settings: { DATA_DIR: folder } }).catch(async (error: unknown) => {
		await life.end();
		throw error;
	});
	const { database, app } = stage;
	const env = {
		PATH: process.env.PATH,
		NODE_ENV: 'production',
		DATABASE_URL: database.url(),
		DATA_DIR: folder,
		AUTH_SECRET: app.secret
	};
	return {
		...stage,
		folder,
		errand: (...words) => run(process.execPath, ['server.js', ...words], { signal: life.signal, env }),
		async wipe() {
			const connection = await createConnection(database.url());
			await connection.query('drop database chatsphere');
			await connection.query('create database chatsphere character set utf8mb4 collate utf8mb4_unicode_520_ci');
			await connection.end();
			rmSync(folder, { recursive: true });
		},
		async counts() {
			const tables = await database.ask<{ name: string }>(
				"select table_name as name from information_schema.tables where table_schema = 'chatsphere' and table_type = 'BASE TABLE' order by 1"
			);
			const counts: Record<string, number> = {};
			for (const { name } of tables) {
				const [row] = await database.ask<{ found: string }>(`select count(*) as found from ${name}`);
				counts[name] = Number(row!.found);
			}
			return counts;
		},
		async end() {
			await stage.end();
			await life.end();
		}
	};
}
