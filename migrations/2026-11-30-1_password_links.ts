import { sql, type Kysely } from 'kysely';

/** Links for new passwords are found by whose they are: a new password ends all of them. */
export async function up(db: Kysely<unknown>): Promise<void> {
	// MySQL has no "create index if not exists", and a killed run starts over here.
	const { rows } = await sql`select 1 from information_schema.statistics where table_schema = database()
		and table_name = 'auth_verification' and index_name = 'auth_verification_value' limit 1`.execute(db);
	if (rows.length === 0) await sql`create index auth_verification_value on auth_verification (value(64))`.execute(db);
}
