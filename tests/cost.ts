import { CompiledQuery, sql } from 'kysely';
import type { Db } from '$lib/server/db';

/** How many rows the storage engine was asked for while `work` ran on a connection of its own. */
export async function rowsRead(db: Db, work: (one: Db) => Promise<unknown>): Promise<number> {
	return db.connection().execute(async (one) => {
		const count = async () => {
			const { rows } = await sql<{ Value: string }>`show session status like 'Handler_read_%'`.execute(one);
			return rows.reduce((sum, { Value }) => sum + Number(Value), 0);
		};
		// Asking for the counters is counted too, the same each time.
		const asking = -(await count()) + (await count());
		const before = await count();
		await work(one);
		return (await count()) - before - asking;
	});
}

export type Step = { table: string; type: string; key: string | null; rows: number; Extra: string };

/** How the database looks for what each question of `work` asks: one plan a question, one step a table that it really reads. */
export async function plansOf(db: Db, work: (watched: Db) => Promise<unknown>): Promise<Step[][]> {
	const asked: { sql: string; parameters: readonly unknown[] }[] = [];
	const watched = db.withPlugin({
		transformQuery: ({ node }) => {
			asked.push(db.getExecutor().compileQuery(node, { queryId: 'watched' }));
			return node;
		},
		transformResult: async ({ result }) => result
	});
	await work(watched);
	return Promise.all(
		asked.map(async ({ sql: text, parameters }) => {
			const { rows } = await db.executeQuery(CompiledQuery.raw(`explain ${text}`, [...parameters]));
			// Without a table the answer is known without a look; in angle brackets stands what another step found.
			return (rows as Step[]).filter(({ table }) => table !== null && !table.startsWith('<'));
		})
	);
}
