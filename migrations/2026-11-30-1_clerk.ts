import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// What Clerk said of somebody last. A row with `deleted_at` stays, so that late news revives nobody.
	await sql`create table if not exists clerk_people (
		id varchar(64) character set ascii collate ascii_bin not null,
		name varchar(60) null,
		updated_at datetime(3) null,
		deleted_at datetime(3) null,
		primary key (id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Which messages of Clerk were heard, for as long as it may repeat them.
	await sql`create table if not exists clerk_hooks (
		id varchar(64) character set ascii collate ascii_bin not null,
		heard_at datetime(3) not null,
		primary key (id),
		key clerk_hooks_by_age (heard_at)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// Logins that ended before the tokens made for them.
	await sql`create table if not exists ended_logins (
		login_id varchar(64) character set ascii collate ascii_bin not null,
		ended_at datetime(3) not null,
		primary key (login_id),
		key ended_logins_by_age (ended_at)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);
}
