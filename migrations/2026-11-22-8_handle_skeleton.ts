import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const there = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = 'users' and column_name = 'handle_skeleton'`.execute(db);
	if (there.rows.length === 0)
		await sql`alter table users
			add column handle_skeleton varchar(64) character set ascii collate ascii_bin null after handle,
			add unique key users_handle_skeleton (handle_skeleton)`.execute(db);

	// Handles that look alike already were given before anybody looked: the first of them keeps the others from coming.
	await sql`update ignore users
		set handle_skeleton = regexp_replace(replace(replace(replace(replace(replace(replace(
			handle, '_', '.'), '1', 'l'), 'i', 'l'), '0', 'o'), 'm', 'rn'), 'w', 'vv'), '[.]+', '.')
		where handle_skeleton is null`.execute(db);
}
