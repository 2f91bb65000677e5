import { Snowflake } from '@sapphire/snowflake';
import type { PoolConnection } from 'mysql2/promise';
import { config } from '../config';
import { lasting } from '../lasting';
import { openPool } from './index';

// 2026-01-01: forty-two bits of milliseconds from here last beyond the year 2160.
const makeId = new Snowflake(Date.UTC(2026, 0, 1));
const WORKERS = 1024;

type Lease = { worker: number; connection: PoolConnection };

/** Which numbers this process makes its ids from: held by a named lock of the database for as long as the connection lives. */
async function leaseWorker(): Promise<Lease> {
	const pool = openPool(config().databaseUrl, 1).promise();
	const connection = await pool.getConnection();
	const start = Math.floor(Math.random() * WORKERS);
	for (let step = 0; step < WORKERS; step++) {
		const worker = (start + step) % WORKERS;
		// Lock names belong to the whole server: the database's name keeps two installations apart.
		const [rows] = await connection.query<never>(
			"select get_lock(concat('chatsphere:', database(), ':', ?), 0) as got",
			[worker]
		);
		if (Number((rows as { got: unknown }[])[0]?.got) !== 1) continue;
		connection.on('error', () => {
			lease.current = undefined; // the lock is gone with the connection: ask again before the next id
			void pool.end().catch(() => undefined);
		});
		return { worker, connection };
	}
	throw new Error('All 1,024 worker numbers of this database are taken.');
}

const lease = lasting<{ current: Promise<Lease> | undefined }>('worker lease', () => ({ current: undefined }));

/** A 64-bit id no other instance makes: time, worker number, counter. Sorts by age, roughly; never use it as a cursor. */
export async function newId(): Promise<string> {
	lease.current ??= leaseWorker();
	try {
		const { worker } = await lease.current;
		return makeId.generate({ workerId: BigInt(worker >> 5), processId: BigInt(worker & 31) }).toString();
	} catch (error) {
		lease.current = undefined;
		throw error;
	}
}

/** Gives the worker number back; the process is about to end. */
export async function endLease(): Promise<void> {
	const held = await lease.current?.catch(() => undefined);
	held?.connection.destroy();
	lease.current = undefined;
}
