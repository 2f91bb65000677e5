import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create table if not exists categories (
		id bigint unsigned not null,
		community_id bigint unsigned not null,
		name varchar(60) not null,
		position int unsigned not null,
		primary key (id),
		key categories_of_community (community_id, position),
		constraint categories_community foreign key (community_id) references communities (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists channels (
		id bigint unsigned not null,
		community_id bigint unsigned null,
		category_id bigint unsigned null,
		kind enum('text', 'audio', 'video', 'direct') not null,
		name varchar(60) not null,
		topic varchar(500) not null default '',
		position int unsigned not null default 0,
		is_general boolean not null default false,
		is_private boolean not null default false,
		is_read_only boolean not null default false,
		last_seq int unsigned not null default 0,
		rev int unsigned not null default 0,
		created_at datetime(3) not null,
		deleted_at datetime(3) null,
		primary key (id),
		key channels_of_community (community_id, position),
		key channels_of_category (category_id),
		constraint channels_community foreign key (community_id) references communities (id),
		constraint channels_category foreign key (category_id) references categories (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists channel_grants (
		channel_id bigint unsigned not null,
		grantee varchar(32) character set ascii collate ascii_bin not null,
		primary key (channel_id, grantee),
		constraint channel_grants_channel foreign key (channel_id) references channels (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Clustered by channel and line: a page costs the same rows at any depth. No foreign keys: history outlives everything.
	await sql`create table if not exists messages (
		channel_id bigint unsigned not null,
		seq int unsigned not null,
		rev int unsigned not null,
		author_id bigint unsigned not null,
		body text not null,
		nonce varchar(64) character set ascii collate ascii_bin not null,
		created_at datetime(3) not null,
		edited_at datetime(3) null,
		deleted_at datetime(3) null,
		deleted_by bigint unsigned null,
		primary key (channel_id, seq),
		unique key messages_sent_once (channel_id, author_id, nonce),
		key messages_by_rev (channel_id, rev)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
