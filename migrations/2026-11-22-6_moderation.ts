import { sql, type Kysely } from 'kysely';

/** MySQL has no "create index if not exists", and a killed run starts over here. */
async function addIndex(db: Kysely<unknown>, table: string, name: string, columns: string): Promise<void> {
	const { rows } = await sql`select 1 from information_schema.statistics
		where table_schema = database() and table_name = ${table} and index_name = ${name} limit 1`.execute(db);
	if (rows.length === 0) await sql.raw(`create index ${name} on ${table} (${columns})`).execute(db);
}

export async function up(db: Kysely<unknown>): Promise<void> {
	// People are looked up by how their name begins; handles have their unique key.
	await addIndex(db, 'users', 'users_display_name', 'display_name');
	await addIndex(db, 'members', 'members_by_nickname', 'community_id, nickname');
	await addIndex(db, 'bans', 'bans_by_time', 'community_id, created_at, user_id');
	await addIndex(db, 'audit_entries', 'audit_by_action', 'community_id, action, id');
}
