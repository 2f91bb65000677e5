import { CamelCasePlugin, Kysely, MysqlDialect } from 'kysely';
import { createPool, type Pool, type PoolOptions } from 'mysql2';
import { config } from '../config';
import { counts } from '../counts';
import { lasting } from '../lasting';
import type { Schema } from './schema';

export type Db = Kysely<Schema>;

/** Longer than any query of ours takes; a database that hangs must not hold people for ever. */
const QUERY_TIMEOUT = 5_000;
/** How long anybody waits for a connection; whoever asks a database that hangs must not wait behind those who asked before. */
const POOL_TIMEOUT = 4_000;

/** Makes waiting for a connection end: the pool itself would wait for ever. */
function waitBounded(pool: Pool): void {
	const connect = pool.getConnection.bind(pool);
	pool.getConnection = (done) => {
		const asked = performance.now();
		const late = setTimeout(() => {
			isLate = true;
			counts.timeouts += 1;
			done(Object.assign(new Error('No database connection was free in time.'), { code: 'ETIMEDOUT' }) as never, null!);
		}, POOL_TIMEOUT);
		let isLate = false;
		connect((error, connection) => {
			clearTimeout(late);
			counts.connections += 1;
			counts.waited += (performance.now() - asked) / 1000;
			if (!isLate) done(error, connection);
			else if (!error) connection.release();
		});
	};
}

/** A pool with the settings every part of Chatsphere relies on: UTC, ids as strings, real Unicode, bounded waiting. */
export function openPool(uri: string, connectionLimit = 10, extra: PoolOptions = {}): Pool {
	const pool = createPool({
		...extra,
		uri,
		connectionLimit,
		queueLimit: 1000,
		timezone: 'Z',
		supportBigNumbers: true,
		bigNumberStrings: true,
		charset: 'utf8mb4_unicode_520_ci',
		connectTimeout: QUERY_TIMEOUT
	});
	waitBounded(pool);
	pool.on('connection', (connection) => {
		const query = connection.query.bind(connection) as (...args: unknown[]) => unknown;
		// Kysely has no query timeout of its own, and mysql2 takes one per query. After one nobody knows what the connection is
		// in the middle of, so it is not used again.
		const judged =
			(done: unknown) =>
			(error: { code?: string } | null, ...rest: unknown[]) => {
				if (error?.code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.destroy();
				(done as (...args: unknown[]) => void)(error, ...rest);
			};
		const timed = (sql: unknown, values: unknown, done: unknown) => {
			if (typeof sql !== 'string') return query(sql, values, done);
			if (typeof values === 'function') return query({ sql, timeout: QUERY_TIMEOUT }, judged(values));
			return query({ sql, values, timeout: QUERY_TIMEOUT }, judged(done));
		};
		Object.assign(connection, { query: timed });
	});
	return pool;
}

/** Nothing is opened before the first query: `vite build` imports this too. */
export const openDb = (): Db =>
	new Kysely<Schema>({
		dialect: new MysqlDialect({ pool: async () => openPool(config().databaseUrl) }),
		plugins: [new CamelCasePlugin()]
	});

/** The one connection to the truth. */
export const db: Db = lasting('db', openDb);

/** Whether `error` says that a row with this unique key is there already. */
export function isDuplicate(error: unknown, key: string): boolean {
	const { code, sqlMessage } = error as { code?: string; sqlMessage?: string };
	// MariaDB names the key alone, MySQL puts the table before it.
	return code === 'ER_DUP_ENTRY' && new RegExp(`for key '(?:\\w+\\.)?${key}'`).test(sqlMessage ?? '');
}
