import { sql, type Kysely } from 'kysely';

// Each table on its own and only if it is missing: MySQL commits every DDL statement at once, so a killed run starts over here.
export async function up(db: Kysely<unknown>): Promise<void> {
	await sql`create table if not exists users (
		id bigint unsigned not null,
		handle varchar(32) character set ascii collate ascii_bin not null,
		display_name varchar(60) not null,
		avatar_file varchar(64) character set ascii collate ascii_bin null,
		created_at datetime(3) not null,
		deleted_at datetime(3) null,
		primary key (id),
		unique key users_handle (handle)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists identities (
		provider varchar(16) character set ascii collate ascii_bin not null,
		provider_id varchar(64) character set ascii collate ascii_bin not null,
		user_id bigint unsigned not null,
		primary key (provider, provider_id),
		key identities_of_user (user_id),
		constraint identities_user foreign key (user_id) references users (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// The four tables of better-auth, in the shape its version of package.json asks for.
	await sql`create table if not exists auth_user (
		id varchar(64) character set ascii collate ascii_bin not null,
		name varchar(60) not null,
		email varchar(254) character set utf8mb4 collate utf8mb4_bin not null,
		email_verified boolean not null,
		image text null,
		created_at datetime(3) not null,
		updated_at datetime(3) not null,
		primary key (id),
		unique key auth_user_email (email)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists auth_session (
		id varchar(64) character set ascii collate ascii_bin not null,
		token varchar(64) character set ascii collate ascii_bin not null,
		user_id varchar(64) character set ascii collate ascii_bin not null,
		expires_at datetime(3) not null,
		ip_address varchar(64) null,
		user_agent text null,
		created_at datetime(3) not null,
		updated_at datetime(3) not null,
		primary key (id),
		unique key auth_session_token (token),
		key auth_session_of_user (user_id),
		constraint auth_session_user foreign key (user_id) references auth_user (id) on delete cascade
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists auth_account (
		id varchar(64) character set ascii collate ascii_bin not null,
		account_id varchar(64) character set ascii collate ascii_bin not null,
		provider_id varchar(64) character set ascii collate ascii_bin not null,
		user_id varchar(64) character set ascii collate ascii_bin not null,
		access_token text null,
		refresh_token text null,
		id_token text null,
		access_token_expires_at datetime(3) null,
		refresh_token_expires_at datetime(3) null,
		scope text null,
		password text null,
		created_at datetime(3) not null,
		updated_at datetime(3) not null,
		primary key (id),
		unique key auth_account_identity (provider_id, account_id),
		key auth_account_of_user (user_id),
		constraint auth_account_user foreign key (user_id) references auth_user (id) on delete cascade
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	await sql`create table if not exists auth_verification (
		id varchar(64) character set ascii collate ascii_bin not null,
		identifier varchar(255) character set ascii collate ascii_bin not null,
		value text not null,
		expires_at datetime(3) not null,
		created_at datetime(3) not null,
		updated_at datetime(3) not null,
		primary key (id),
		key auth_verification_identifier (identifier)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
