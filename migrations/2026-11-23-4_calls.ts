import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// The names of LiveKit's rooms outlive us: people are in them while we start anew.
	await sql`create table if not exists call_rooms (
		channel_id bigint unsigned not null,
		epoch int unsigned not null,
		primary key (channel_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	const { rows } = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = 'messages' and column_name = 'call_line'`.execute(db);
	if (rows.length > 0) return;
	// JSON of ours, read back as it was written: the JSON type differs between databases.
	await sql`alter table messages
		add column call_line varchar(100) character set ascii collate ascii_bin null`.execute(db);
}
