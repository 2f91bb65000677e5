import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';

/** A reason not to do it, in words for whoever runs the server. */
export class CannotDo extends Error {
	override name = 'CannotDo';
}

export const MANIFEST = 'manifest.json';
const SUMS = 'SHA256SUMS';
/** All that may lie in an archive, besides the sums. */
const expected = /^(?:manifest\.json|tables\/\w+\.jsonl\.gz|files\/[0-9a-z]{26})$/;

const manifest = z.object({
	format: z.literal(1),
	madeAt: z.iso.datetime(),
	/** Which changes of the tables' shape had been made: the same ones are made before the rows are put back. */
	migrations: z.array(z.string()).min(1),
	tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()).min(1), rows: z.int().min(0) }))
});
export type Manifest = z.infer<typeof manifest>;

/** `tar`, which is on every system that we know, with one stream of the archive. */
function tar(args: string[], folder: string, archive: { input: number } | { output: number }): Promise<void> {
	return new Promise((resolve, reject) => {
		const [input, output] =
			'input' in archive ? [archive.input, 'ignore' as const] : ['ignore' as const, archive.output];
		const child = spawn('tar', args, { cwd: folder, stdio: [input, output, 'pipe'] });
		let said = '';
		child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
		child.on('error', () => reject(new CannotDo('There is no `tar` on this machine, which makes and opens backups.')));
		child.on('close', (code) => (code === 0 ? resolve() : reject(new CannotDo(`tar could not do it: ${said.trim()}`))));
	});
}

async function sumOf(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}

async function pathsIn(folder: string): Promise<string[]> {
	const found = await readdir(folder, { recursive: true, withFileTypes: true });
	const named = found.filter((one) => !one.isDirectory());
	const paths = named.map((one) => join(one.parentPath, one.name).slice(folder.length + 1));
	const [odd] = named.flatMap((one, index) => (one.isFile() ? [] : [paths[index]!]));
	if (odd) throw new CannotDo(`${odd} in it is no plain file.`);
	return paths.filter((path) => path !== SUMS).sort();
}

/** Makes one file, for its owner only, of what is in a folder, with a sum for each part. There is the whole file or none. */
export async function pack(folder: string, archive: string): Promise<void> {
	const paths = await pathsIn(folder);
	let sums = '';
	for (const path of paths) sums += `${await sumOf(join(folder, path))}  ${path}\n`;
	await writeFile(join(folder, SUMS), sums, { mode: 0o600 });
	const part = `${archive}.part`;
	try {
		const file = await open(part, 'wx', 0o600);
		try {
			await tar(['-cf', '-', '.'], folder, { output: file.fd });
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(part, archive);
	} finally {
		await rm(part, { force: true });
	}
	const place = await open(dirname(archive), 'r');
	await place.sync().finally(() => place.close());
}

/** Opens an archive into an empty folder and makes sure that every part of it is as it was packed. */
export async function unpack(archive: string, folder: string): Promise<Manifest> {
	const file = await open(archive, 'r').catch(() => {
		throw new CannotDo(`${archive} cannot be read.`);
	});
	try {
		await tar(['-xof', '-'], folder, { input: file.fd });
	} finally {
		await file.close();
	}
	const damaged = (what: string) => new CannotDo(`This backup is damaged or incomplete: ${what}. Nothing was changed.`);
	const sums = await readFile(join(folder, SUMS), 'utf8').catch(() => {
		throw damaged(`there is no ${SUMS} in it`);
	});
	const wanted = new Map(
		sums.split('\n').flatMap((line) => (line ? [[line.slice(66), line.slice(0, 64)] as const] : []))
	);
	const paths = await pathsIn(folder);
	for (const path of new Set([...wanted.keys(), ...paths])) {
		if (!expected.test(path)) throw damaged(`${path} is nothing we put in`);
		if (!paths.includes(path)) throw damaged(`${path} is missing`);
		if ((await sumOf(join(folder, path))) !== wanted.get(path)) throw damaged(`${path} is not what it was`);
	}
	const read = manifest.safeParse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8').catch(() => 'null')));
	if (!read.success) throw damaged(`${MANIFEST} makes no sense to this version`);
	const { tables } = read.data;
	const lost = tables.find(({ name }) => !wanted.has(`tables/${name}.jsonl.gz`));
	if (lost) throw damaged(`the table ${lost.name} is missing`);
	return read.data;
}
