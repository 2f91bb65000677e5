import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const { rows } = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = 'channels' and column_name = 'living_name'`.execute(db);
	if (rows.length > 0) return;
	// A deleted channel gives its name back. Compared byte by byte: names are made alike before they are written, and other
	// comparisons take は for ば. One statement, so it is done or not.
	await sql`alter table channels
		add column living_name varchar(60) character set utf8mb4 collate utf8mb4_bin
			generated always as (if(deleted_at is null, name, null)) virtual,
		add unique key channels_living_name (community_id, living_name)`.execute(db);
}
