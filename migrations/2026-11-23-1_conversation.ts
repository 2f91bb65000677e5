import { sql, type Kysely } from 'kysely';

async function has(db: Kysely<unknown>, table: string, column: string): Promise<boolean> {
	const { rows } = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = ${table} and column_name = ${column}`.execute(db);
	return rows.length > 0;
}

// No foreign keys to messages or channels, as there: what was said outlives everything, and writing must not lock more.
export async function up(db: Kysely<unknown>): Promise<void> {
	if (!(await has(db, 'messages', 'reply_to')))
		await sql`alter table messages add column reply_to int unsigned null`.execute(db);

	// Compared byte by byte: gentler collations take different emoji for equal.
	await sql`create table if not exists reactions (
		channel_id bigint unsigned not null,
		seq int unsigned not null,
		emoji varchar(64) character set utf8mb4 collate utf8mb4_bin not null,
		user_id bigint unsigned not null,
		created_at datetime(3) not null,
		primary key (channel_id, seq, emoji, user_id),
		key reactions_of_person (channel_id, user_id, seq)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists pins (
		channel_id bigint unsigned not null,
		seq int unsigned not null,
		pinned_by bigint unsigned not null,
		pinned_at datetime(3) not null,
		primary key (channel_id, seq),
		key pins_by_time (channel_id, pinned_at)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Whom a line calls. What was written (a handle) is kept: handles may change, the line does not. An answer calls without a
	// word, and a quiet mention is shown but calls nobody.
	await sql`create table if not exists mentions (
		user_id bigint unsigned not null,
		channel_id bigint unsigned not null,
		seq int unsigned not null,
		written varchar(32) character set ascii collate ascii_bin not null,
		is_quiet boolean not null,
		primary key (user_id, channel_id, seq),
		key mentions_of_line (channel_id, seq)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Lines that call everyone, or all with a role: one row, however many they are.
	await sql`create table if not exists wide_mentions (
		channel_id bigint unsigned not null,
		seq int unsigned not null,
		whom enum('everyone', 'owner', 'admins', 'moderators') not null,
		is_quiet boolean not null,
		primary key (channel_id, seq, whom)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// A mark can move back as well: `version` says which of two moves came later. The channel may be muted for the person.
	if (!(await has(db, 'read_marks', 'version')))
		await sql`alter table read_marks
			add column version int unsigned not null default 0,
			add column is_muted boolean not null default false`.execute(db);

	// A conversation of two is one for ever, whoever wrote first: its pair is a key of the database.
	if (!(await has(db, 'channels', 'pair_key')))
		await sql`alter table channels
			add column pair_key varchar(41) character set ascii collate ascii_bin null,
			add unique key channels_of_pair (pair_key)`.execute(db);

	await sql`create table if not exists participants (
		user_id bigint unsigned not null,
		channel_id bigint unsigned not null,
		primary key (user_id, channel_id),
		key participants_of_channel (channel_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists blocks (
		blocker_id bigint unsigned not null,
		blocked_id bigint unsigned not null,
		created_at datetime(3) not null,
		primary key (blocker_id, blocked_id),
		key blocks_of_blocked (blocked_id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
