import { randomBytes } from 'node:crypto';
import { createConnection, type Connection } from 'mysql2/promise';
import { inject } from 'vitest';
import { begin } from '../../scripts/parts/life.js';
import { App } from '../faults/app';
import { StandIn } from './stand-in';

/** The built app with accounts by Clerk, behind a stand-in of Clerk, on a database of its own. */
export type ClerkStage = { clerk: StandIn; app: App; database: Connection; end: () => Promise<void> };

/** `options` are those of Node. */
export async function raiseClerkStage(
	settings: Record<string, string> = {},
	options: string[] = []
): Promise<ClerkStage> {
	const life = begin();
	try {
		const name = `chatsphere_clerk_${randomBytes(6).toString('hex')}`;
		const server = await createConnection(inject('databaseUrl'));
		await server.query(`create database ${name} character set utf8mb4 collate utf8mb4_unicode_520_ci`);
		life.later(async () => {
			await server.query(`drop database ${name}`);
			await server.end();
		});
		const uri = new URL(name, inject('databaseUrl')).href;
		const clerk = await StandIn.open(life);
		const app = await App.prepare(life, { DATABASE_URL: uri, ...clerk.settings, ...settings });
		clerk.appPort = app.port;
		await app.start(...options);
		const database = await createConnection({ uri, timezone: 'Z', supportBigNumbers: true, bigNumberStrings: true });
		life.later(() => database.end());
		return { clerk, app, database, end: () => life.end() };
	} catch (error) {
		await life.end();
		throw error;
	}
}
