import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
	const there = await sql`select 1 from information_schema.columns
		where table_schema = database() and table_name = 'members' and column_name = 'position'`.execute(db);
	if (there.rows.length > 0) return;
	// Servers a person has put in an order count up to -1; what they join later stays at 0, behind those, by age.
	// One statement: a killed run has done all of it or nothing.
	await sql`alter table members
		add column position int not null default 0,
		drop key members_of_user,
		add key members_of_user (user_id, position, joined_at)`.execute(db);
}
