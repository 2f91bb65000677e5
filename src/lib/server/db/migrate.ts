import { Migrator, sql, type Migration } from 'kysely';
import { CannotStart } from '../config';
import type { Db } from './index';

const files = import.meta.glob<Migration>('/migrations/*.ts');
/** How long one instance waits for another one's migration, in seconds. */
const WAIT = 60;

async function bundled(): Promise<Record<string, Migration>> {
	const named = Object.entries(files).map(async ([path, load]) => [
		path.split('/').pop()!.replace('.ts', ''),
		await load()
	]);
	return Object.fromEntries(await Promise.all(named));
}

/** Every migration of this version, in order. */
export const migrationNames = async () => Object.keys(await bundled()).sort();

/**
 * Brings the database to this version's shape, or to the one it had after the migration `last`. Instances that start together
 * take turns; a half-done step is finished.
 */
export async function migrate(db: Db, last?: string): Promise<void> {
	// Kysely takes a lock of its own but ignores whether it got it, so ours is taken, and checked, around it.
	await db.connection().execute(async (holder) => {
		const lock = sql<string>`concat('chatsphere-migrate:', database())`;
		const taken = await sql<{ got: number | null }>`select get_lock(${lock}, ${WAIT}) as got`.execute(holder);
		if (Number(taken.rows[0]?.got) !== 1)
			throw new CannotStart(`Another instance has been migrating the database for over ${WAIT} seconds.`);
		try {
			const migrator = new Migrator({ db, provider: { getMigrations: bundled } });
			const { error, results } = await (last ? migrator.migrateTo(last) : migrator.migrateToLatest());
			const failed = results?.find(({ status }) => status === 'Error');
			if (error) throw new CannotStart(`Migration ${failed?.migrationName ?? ''} failed: ${(error as Error).message}`);
		} finally {
			await sql`do release_lock(${lock})`.execute(holder);
		}
	});
}

/** Whether every migration of this version has been run. */
export async function isMigrated(db: Db): Promise<boolean> {
	const migrator = new Migrator({ db, provider: { getMigrations: bundled } });
	return (await migrator.getMigrations()).every(({ executedAt }) => executedAt);
}
