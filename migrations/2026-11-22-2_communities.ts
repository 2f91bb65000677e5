import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create table if not exists communities (
		id bigint unsigned not null,
		name varchar(80) not null,
		description varchar(500) not null default '',
		icon_file varchar(64) character set ascii collate ascii_bin null,
		owner_id bigint unsigned not null,
		created_at datetime(3) not null,
		deleted_at datetime(3) null,
		primary key (id),
		key communities_of_owner (owner_id),
		key communities_icon (icon_file),
		constraint communities_owner foreign key (owner_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// members_of_user: the rail, in the order of joining. members_by_role: the member list, a page at a time.
	await sql`create table if not exists members (
		community_id bigint unsigned not null,
		user_id bigint unsigned not null,
		role enum('owner', 'admin', 'moderator', 'guest') not null,
		nickname varchar(60) null,
		joined_at datetime(3) not null,
		primary key (community_id, user_id),
		key members_of_user (user_id, joined_at),
		key members_by_role (community_id, role, joined_at, user_id),
		constraint members_community foreign key (community_id) references communities (id),
		constraint members_user foreign key (user_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists bans (
		community_id bigint unsigned not null,
		user_id bigint unsigned not null,
		reason varchar(500) null,
		by_id bigint unsigned not null,
		created_at datetime(3) not null,
		primary key (community_id, user_id),
		key bans_of_user (user_id),
		constraint bans_community foreign key (community_id) references communities (id),
		constraint bans_user foreign key (user_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists invites (
		code varchar(32) character set ascii collate ascii_bin not null,
		community_id bigint unsigned not null,
		creator_id bigint unsigned not null,
		max_uses int unsigned null,
		uses int unsigned not null default 0,
		expires_at datetime(3) null,
		revoked_at datetime(3) null,
		created_at datetime(3) not null,
		primary key (code),
		key invites_of_community (community_id, created_at),
		key invites_of_creator (creator_id),
		constraint invites_community foreign key (community_id) references communities (id),
		constraint invites_creator foreign key (creator_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists files (
		\`key\` varchar(64) character set ascii collate ascii_bin not null,
		owner_id bigint unsigned not null,
		name varchar(255) not null,
		type varchar(100) character set ascii collate ascii_bin not null,
		size int unsigned not null,
		width int unsigned null,
		height int unsigned null,
		created_at datetime(3) not null,
		primary key (\`key\`),
		key files_of_owner (owner_id),
		constraint files_owner foreign key (owner_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
