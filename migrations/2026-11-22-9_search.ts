import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Which lines of a block of 256 hold a term, one bit each: a word that is everywhere costs one row a block and not one
	// a message. Kept by the app, on every database alike. Moments are whole seconds, the block's earliest and latest.
	await sql`create table if not exists search_terms (
		channel_id bigint unsigned not null,
		term varchar(40) character set utf8mb4 collate utf8mb4_bin not null,
		block int unsigned not null,
		oldest int unsigned not null,
		newest int unsigned not null,
		b0 int unsigned not null,
		b1 int unsigned not null,
		b2 int unsigned not null,
		b3 int unsigned not null,
		b4 int unsigned not null,
		b5 int unsigned not null,
		b6 int unsigned not null,
		b7 int unsigned not null,
		primary key (channel_id, term, block)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Up to which of its changes a channel can be searched.
	await sql`create table if not exists search_heads (
		channel_id bigint unsigned not null,
		rev int unsigned not null,
		primary key (channel_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
