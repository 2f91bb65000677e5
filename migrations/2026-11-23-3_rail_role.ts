import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const { rows } = await sql`select 1 from information_schema.statistics
		where table_schema = database() and table_name = 'members' and index_name = 'members_of_user'
			and column_name = 'role'`.execute(db);
	if (rows.length > 0) return;
	// The rail says what one is in each server, and is still read from its index alone.
	await sql`alter table members
		drop key members_of_user,
		add key members_of_user (user_id, position, joined_at, role)`.execute(db);
}
