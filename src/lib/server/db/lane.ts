import type { PoolConnection, ResultSetHeader } from 'mysql2';
import { config } from '../config';
import { lasting } from '../lasting';
import { openPool } from './index';

/** Connections that only sends use: however busy pages keep the others, a message finds one. */
const LANES = 6;

const lane = lasting('lane', () => ({ pool: undefined as ReturnType<typeof openPool> | undefined }));

function openLane() {
	if (lane.pool) return lane.pool;
	lane.pool = openPool(config().databaseUrl, LANES, { multipleStatements: true });
	// Each trip ends its transaction itself, and the next one begins with the next statement.
	lane.pool.on('connection', (connection) => {
		connection.query('set autocommit = 0', (error) => error && connection.destroy());
	});
	return lane.pool;
}

function connect(): Promise<PoolConnection> {
	return new Promise((resolve, reject) => {
		openLane().getConnection((error, connection) => (error ? reject(error) : resolve(connection)));
	});
}

/**
 * Runs statements as one transaction in one round trip: the database is asked once where it would be asked four times.
 * Answers one result for each. All values are parameters, as everywhere.
 */
export async function inOneTrip(statements: string[], values: unknown[]): Promise<ResultSetHeader[]> {
	const connection = await connect();
	const ask = (sql: string) =>
		new Promise<ResultSetHeader[]>((resolve, reject) => {
			connection.query<ResultSetHeader[]>(sql, values, (error, results) => (error ? reject(error) : resolve(results)));
		});
	try {
		const results = await ask([...statements, 'commit'].join('; '));
		connection.release();
		return results.slice(0, -1);
	} catch (error) {
		// The transaction is still open, unless the connection is gone with it.
		connection.query('rollback', (trouble: unknown) => (trouble ? connection.destroy() : connection.release()));
		throw error;
	}
}

/** Lets go of the connections. */
export function endLane(): Promise<void> {
	const { pool } = lane;
	lane.pool = undefined;
	return new Promise((resolve) => (pool ? pool.end(() => resolve()) : resolve()));
}
