import { createConnection, type Connection } from 'mysql2/promise';
import { afterAll, inject } from 'vitest';

let open: Promise<Connection> | undefined;

/** Asks the built app's own database. Ids and counts come as text: they are larger than numbers are exact. */
export async function ask<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
	const uri = inject('servedDatabaseUrl');
	open ??= createConnection({ uri, timezone: 'Z', supportBigNumbers: true, bigNumberStrings: true });
	const [rows] = await (await open).query(sql, values);
	return rows as Row[];
}

/** How many rows `rest` ("messages where seq = ?") finds. */
export async function count(rest: string, ...values: unknown[]): Promise<number> {
	const [row] = await ask<{ found: string }>(`select count(*) as found from ${rest}`, ...values);
	return Number(row!.found);
}

/** The id of an account with this e-mail address. */
export async function idOf({ email }: { email: string }): Promise<string> {
	const [row] = await ask<{ id: string }>(
		'select user_id as id from identities join auth_user on auth_user.id = provider_id where email = ?',
		email
	);
	return row!.id;
}

afterAll(async () => (await open)?.end());
