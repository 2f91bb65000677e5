import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create table if not exists read_marks (
		user_id bigint unsigned not null,
		channel_id bigint unsigned not null,
		last_read_seq int unsigned not null,
		primary key (user_id, channel_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
