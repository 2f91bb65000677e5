import { sql, type Kysely } from 'kysely';

const has = async (db: Kysely<unknown>, table: string, column: string) =>
	(
		await sql`select 1 from information_schema.columns
			where table_schema = database() and table_name = ${table} and column_name = ${column}`.execute(db)
	).rows.length > 0;

export async function up(db: Kysely<unknown>): Promise<void> {
	if (!(await has(db, 'users', 'about')))
		await sql`alter table users
			add column pronouns varchar(40) not null default '',
			add column status varchar(80) not null default '',
			add column about varchar(190) not null default ''`.execute(db);

	const indexed = await sql`select 1 from information_schema.statistics
		where table_schema = database() and table_name = 'audit_entries' and index_name = 'audit_entries_of_target'`.execute(
		db
	);
	if (indexed.rows.length === 0)
		await sql`alter table audit_entries add key audit_entries_of_target (target_id)`.execute(db);

	// What was written down stays, but for the name of somebody who deleted their account: that may be taken out, and nothing else.
	try {
		await sql`drop trigger if exists audit_entries_stay`.execute(db);
		await sql`create trigger audit_entries_stay before update on audit_entries for each row
			begin
				if not (
					new.target_name = 'Deleted person' and new.community_id <=> old.community_id and new.id <=> old.id
					and new.actor_id <=> old.actor_id and new.action <=> old.action and new.target_id <=> old.target_id
					and new.target_id is not null and new.detail <=> old.detail and new.reason <=> old.reason
					and new.created_at <=> old.created_at
				) then
					signal sqlstate '45000' set message_text = 'Audit entries are for ever.';
				end if;
			end`.execute(db);
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
