import { Readable } from 'node:stream';
import { createConnection, type Connection } from 'mysql2';
import { config } from '../config';

/** Statements that write rows are about this long, in characters: far below what any database takes. */
const STATEMENT = 512 * 1024;

export type Table = { name: string; columns: string[] };
/** What a column may hold, as it comes and goes: large numbers and moments are words, bytes are bytes. */
export type Cell = string | number | null | Buffer;

/** The tables as they are, past everything the app knows of them. Reading or writing all of them may take its time. */
export class Rows {
	private constructor(private readonly connection: Connection) {}

	static async open(): Promise<Rows> {
		const connection = createConnection({
			uri: config().databaseUrl,
			charset: 'utf8mb4_unicode_520_ci',
			supportBigNumbers: true,
			bigNumberStrings: true,
			dateStrings: true
		});
		const rows = new Rows(connection);
		await rows.ask("set time_zone = '+00:00'");
		return rows;
	}

	ask<Row extends object = object>(sql: string, values: unknown[] = []): Promise<Row[]> {
		return new Promise((resolve, reject) => {
			this.connection.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows as Row[])));
		});
	}

	/** From here on everything is read as of this moment, whatever others write. */
	async holdMoment(): Promise<void> {
		await this.ask('set session transaction isolation level repeatable read');
		await this.ask('start transaction with consistent snapshot, read only');
	}

	/** Every table with the columns that are written, by name. */
	async tables(): Promise<Table[]> {
		const found = await this.ask<{ name: string; field: string }>(
			`select tables.table_name as name, column_name as field
			from information_schema.tables join information_schema.columns using (table_schema, table_name)
			where table_schema = database() and table_type = 'BASE TABLE' and coalesce(generation_expression, '') = ''
			order by tables.table_name, ordinal_position`
		);
		const tables = new Map<string, string[]>();
		for (const { name, field } of found) tables.set(name, [...(tables.get(name) ?? []), field]);
		return [...tables].map(([name, columns]) => ({ name, columns }));
	}

	/** All rows of a table, a few at a time. */
	read({ name, columns }: Table): AsyncIterable<Cell[]> {
		const query = this.connection.query({ sql: 'select ?? from ??', values: [columns, name], rowsAsArray: true });
		return query.stream({ highWaterMark: 100 }) as Readable;
	}

	/** Writes rows into a table; answers how many. */
	async write({ name, columns }: Table, rows: AsyncIterable<Cell[]>): Promise<number> {
		let [written, length, waiting] = [0, 0, [] as Cell[][]];
		const flush = async () => {
			if (waiting.length > 0) await this.ask('insert into ?? (??) values ?', [name, columns, waiting]);
			written += waiting.length;
			[length, waiting] = [0, []];
		};
		for await (const row of rows) {
			waiting.push(row);
			for (const cell of row) length += typeof cell === 'number' || cell === null ? 8 : cell.length;
			if (length > STATEMENT) await flush();
		}
		await flush();
		return written;
	}

	/** How many others are connected to this database. */
	async others(): Promise<number> {
		const [{ id, own }] = (await this.ask('select connection_id() as id, database() as own')) as [
			{ id: string; own: string }
		];
		const list = await this.ask<{ Id: string; db: string | null }>('show processlist');
		return list.filter(({ Id, db }) => db === own && String(Id) !== String(id)).length;
	}

	/** Takes every table away. */
	async dropAll(): Promise<void> {
		await this.ask('set foreign_key_checks = 0');
		for (const { name } of await this.tables()) await this.ask('drop table ??', [name]);
	}

	end(): void {
		this.connection.destroy();
	}
}
