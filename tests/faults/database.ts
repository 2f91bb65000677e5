import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { databaseFiles, initialise, socketFor, writeInitFile } from '../../scripts/parts/database-files.js';
import { launch } from '../../scripts/parts/database-process.js';
import { findDatabase, installDatabase } from '../../scripts/parts/database-program.js';
import type { Life } from '../../scripts/parts/life.js';
import { endChild, exitOf } from '../../scripts/parts/processes.js';
import { secretsIn } from '../../scripts/parts/secrets.js';
import { guard } from './guard';
import { quietPort } from './ports';

type Launched = Awaited<ReturnType<typeof launch>>;

/** A private database server that may be killed, frozen and started again, always on the same port. */
export class Database {
	#server: Launched | undefined;
	#callOff = () => {};

	private constructor(
		readonly port: number,
		private readonly password: string,
		private readonly folder: string,
		private readonly launchIt: () => Promise<Launched>
	) {}

	static async open(life: Life): Promise<Database> {
		const folder = mkdtempSync(join(tmpdir(), 'chatsphere-faults-'));
		life.later(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
		await installDatabase(life);
		const [program, files, secrets, port] = [
			findDatabase()!,
			databaseFiles(folder),
			secretsIn(folder),
			await quietPort()
		];
		await initialise(life, files, program);
		writeInitFile(files, program, secrets);
		const socket = socketFor(life, files);
		const launchIt = () => launch(files, program, { port, socket }, life.signal);
		const database = new Database(port, secrets.databasePassword, folder, launchIt);
		life.later(() => database.#end());
		await database.start();
		return database;
	}

	/** Its address, or the one behind another port that leads to it. */
	url(port = this.port): string {
		return `mysql://chatsphere:${this.password}@127.0.0.1:${port}/chatsphere`;
	}

	async start(): Promise<void> {
		this.#server = await this.launchIt();
		this.#callOff = guard(this.#server.child.pid!, this.folder);
	}

	signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
		this.#server!.child.kill(signal);
	}

	/** Ends it by a signal, and resolves when it is gone. */
	async stop(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
		this.#callOff();
		this.signal(signal);
		await exitOf(this.#server!.child);
	}

	/** Asks the database itself, past everything the app may be doing. Large numbers come as text. */
	async ask<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
		const connection = await createConnection({
			uri: this.url(),
			timezone: 'Z',
			supportBigNumbers: true,
			bigNumberStrings: true
		});
		try {
			const [rows] = await connection.query({ sql, timeout: 20_000 }, values);
			return rows as Row[];
		} finally {
			await connection.end();
		}
	}

	async #end(): Promise<void> {
		this.#callOff();
		if (!this.#server) return;
		this.signal('SIGCONT');
		await endChild(this.#server.child, 10_000);
	}
}
