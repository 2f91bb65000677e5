import { sql } from 'kysely';
import { lasting } from '../lasting';
import { db } from './index';

const known = lasting('birth of the database', () => ({ at: undefined as number | undefined }));

/** When, in milliseconds, the tables were made, or made anew to be filled from a backup: who knew them before must forget what they know. */
export async function birthOfDatabase(): Promise<number> {
	if (known.at) return known.at;
	const { rows } = await sql<{
		at: string;
	}>`select timestamp as at from kysely_migration order by name limit 1`.execute(db);
	return (known.at = Date.parse(rows[0]!.at));
}
