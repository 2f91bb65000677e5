import { open } from 'node:fs/promises';
import type { FileKind } from '$lib/uploads/file';

type Known = { kind: FileKind; type: string };
const image = (type: string): Known => ({ kind: 'image', type: `image/${type}` });
const audio = (type: string): Known => ({ kind: 'audio', type: `audio/${type}` });
const video = (type: string): Known => ({ kind: 'video', type: `video/${type}` });

/** Containers of the MPEG family say in bytes 8 to 12 whose they are. */
const brands: [RegExp, Known][] = [
	[/^avi[fs]$/, image('avif')],
	[/^M4[AB] $/, audio('mp4')],
	[/^(?:isom|iso[2-9]|mp4[12]|avc1|dash|M4V |MSNV|mmp4)$/, video('mp4')],
	[/^qt {2}$/, video('quicktime')]
];

/** How files begin, in hex, that pages show or play; everything else is for saving. */
const beginnings: [RegExp, Known][] = [
	[/^ffd8ff/, image('jpeg')],
	[/^89504e470d0a1a0a/, image('png')],
	[/^47494638(?:37|39)61/, image('gif')],
	[/^52494646.{8}57454250565038/, image('webp')],
	[/^52494646.{8}57415645666d7420/, audio('wav')],
	[/^664c6143/, audio('flac')],
	[/^4f676753(?:..){24,48}(?:807468656f7261|01766964656f)/, video('ogg')],
	[/^4f676753/, audio('ogg')],
	[/^4944330[234]/, audio('mpeg')],
	[/^ff(?:e[23]|f[23ab])/, audio('mpeg')],
	[/^fff[0189]/, audio('aac')],
	[/^1a45dfa3(?:..){0,40}4282..7765626d/, video('webm')]
];

const unknown: Known = { kind: 'file', type: 'application/octet-stream' };

/** What a file is by its first bytes, whatever it or its sender says it is. */
function kindOf(head: Uint8Array): Known {
	const bytes = Buffer.from(head.subarray(0, 64));
	const isMpeg = bytes.toString('latin1', 4, 8) === 'ftyp';
	const [said, among] = isMpeg ? [bytes.toString('latin1', 8, 12), brands] : [bytes.toString('hex'), beginnings];
	return among.find(([pattern]) => pattern.test(said))?.[1] ?? unknown;
}

/** The same of a file on this disk. */
export async function kindAt(path: string): Promise<Known> {
	const file = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
		return kindOf(buffer.subarray(0, bytesRead));
	} finally {
		await file.close();
	}
}
