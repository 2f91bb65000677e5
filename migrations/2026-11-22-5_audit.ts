import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	// Names as they were on the day: people and channels change theirs. No foreign keys: what happened outlives everybody.
	await sql`create table if not exists audit_entries (
		community_id bigint unsigned not null,
		id bigint unsigned not null,
		actor_id bigint unsigned not null,
		action varchar(40) character set ascii collate ascii_bin not null,
		target_id bigint unsigned null,
		target_name varchar(80) not null default '',
		detail varchar(500) not null default '',
		reason varchar(500) not null default '',
		created_at datetime(3) not null,
		primary key (community_id, id)
	) character set utf8mb4 collate utf8mb4_unicode_520_ci`.execute(db);

	// What was written down stays: not even this application can change it. Some hosted databases know no triggers, or allow
	// them only to their operator: there the table is as safe as the others.
	try {
		await sql`drop trigger if exists audit_entries_stay`.execute(db);
		await sql`create trigger audit_entries_stay before update on audit_entries for each row
			signal sqlstate '45000' set message_text = 'Audit entries are for ever.'`.execute(db);
		await sql`drop trigger if exists audit_entries_remain`.execute(db);
		await sql`create trigger audit_entries_remain before delete on audit_entries for each row
			signal sqlstate '45000' set message_text = 'Audit entries are for ever.'`.execute(db);
	} catch (error) {
		const unable = [
			'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER',
			'ER_TABLEACCESS_DENIED_ERROR',
			'ER_NOT_SUPPORTED_YET',
			'ER_PARSE_ERROR'
		];
		if (!unable.includes((error as { code?: string }).code ?? '')) throw error;
	}
}
