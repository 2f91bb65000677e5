import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Cell } from '../db/rows';

/** Bytes have no form in JSON. */
type Packed = string | number | null | { hex: string };

const pack = (cell: Cell): Packed => (Buffer.isBuffer(cell) ? { hex: cell.toString('hex') } : cell);
const unpack = (cell: Packed): Cell => (typeof cell === 'object' && cell ? Buffer.from(cell.hex, 'hex') : cell);

/** Writes the rows of a table to a file, a line of JSON for each: data that runs nothing, on whichever database. Answers how many. */
export async function writeTable(path: string, rows: AsyncIterable<Cell[]>): Promise<number> {
	let count = 0;
	async function* lines() {
		for await (const row of rows) {
			count += 1;
			yield `${JSON.stringify(row.map(pack))}\n`;
		}
	}
	await pipeline(lines, createGzip({ level: 4 }), createWriteStream(path, { mode: 0o600 }));
	return count;
}

/** The rows of such a file. What people wrote may have other ends of lines in it than ours. */
export async function* readTable(path: string): AsyncGenerator<Cell[]> {
	let rest = '';
	for await (const text of createReadStream(path).pipe(createGunzip()).setEncoding('utf8')) {
		const lines = (rest + (text as string)).split('\n');
		rest = lines.pop()!;
		for (const line of lines) yield (JSON.parse(line) as Packed[]).map(unpack);
	}
	if (rest) throw new Error(`${path} ends in the middle of a row`);
}
