import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// How much people, and the members of a server together, keep here. Counted where files come and go, never summed.
	await sql`create table if not exists file_usage (
		holder enum('person', 'server') not null,
		holder_id bigint unsigned not null,
		bytes bigint unsigned not null,
		files int unsigned not null,
		primary key (holder, holder_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	const there = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = 'files' and column_name = 'due_at'`.execute(db);
	if (there.rows.length > 0) return;
	// A file of a message has a channel, and the line once a message took it. `due_at` is when the sweep takes the file: an
	// upload that nobody finished or sent, or one that was deleted; null for what stays. One statement: all of it or nothing.
	await sql`alter table files
		add column channel_id bigint unsigned null,
		add column community_id bigint unsigned null,
		add column seq int unsigned null,
		add column position tinyint unsigned not null default 0,
		add column kind enum('image', 'audio', 'video', 'file') not null default 'image',
		add column blur varchar(400) character set ascii collate ascii_bin null,
		add column alt varchar(500) not null default '',
		add column state enum('expected', 'stored') not null default 'stored',
		add column writer varchar(26) character set ascii collate ascii_bin null,
		add column writer_until datetime(3) null,
		add column store enum('disk', 'uploadthing') not null default 'disk',
		add column upload_key varchar(191) character set ascii collate ascii_bin null,
		add column small_key varchar(191) character set ascii collate ascii_bin null,
		add column counted int unsigned not null default 0,
		add column due_at datetime(3) null,
		add column deleted_at datetime(3) null,
		drop key files_of_owner,
		add key files_of_owner (owner_id, seq, channel_id),
		add key files_of_line (channel_id, seq, position),
		add key files_of_thumbnail (small_key),
		add key files_due (due_at)`.execute(db);
}
