import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AttachedFile } from '$lib/uploads/file';
import { newPerson, newServer, type Person, type Place } from '../person';
import { upload } from './uploading';

let ada: Person;
let place: Place;
beforeAll(async () => {
	ada = await newPerson('Ada');
	place = await newServer(ada);
});

const file = (content: BlobPart, name: string, type = '') => new File([content], name, { type });
let before: string[] = [];
/** Uploads files, and takes back those of before: nobody has fifty that wait to be sent. */
async function uploaded(...files: File[]): Promise<AttachedFile[]> {
	for (const key of before) await ada.request(`/files/${key}`, { method: 'DELETE', headers: { origin: ada.base } });
	const given = await upload(ada, place.channelId, files);
	before = given.map(({ key }) => key);
	return given;
}
const shownAs = async ({ key }: AttachedFile) => {
	const { status, headers } = await ada.request(`/files/${key}`, { method: 'HEAD' });
	const [how] = headers.get('content-disposition')!.split(';');
	expect(headers.get('x-content-type-options')).toBe('nosniff');
	expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
	return [status, headers.get('content-type'), how];
};
const saved = [200, 'application/octet-stream', 'attachment'];
const script = '<script>alert(1)</script>';

describe('T34: what could run is for saving, whatever it says it is', () => {
	const active: [string, string][] = [
		['page.html', `<!doctype html>${script}`],
		['page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`],
		['drawing.svg', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`],
		['feed.xml', `<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>`],
		['sheet.xsl', '<xsl:stylesheet/>'],
		['code.js', 'alert(1)'],
		['paper.pdf', '%PDF-1.7 /OpenAction /JS (app.alert(1))'],
		['mail.mht', 'MIME-Version: 1.0'],
		['film.swf', 'FWS'],
		['style.css', 'a{}'],
		['app.wasm', '\0asm'],
		['manifest.webmanifest', '{}'],
		['words.txt', script],
		['twice.png.html', script],
		['link.url', '[InternetShortcut]\nURL=javascript:alert(1)']
	];
	test.each(['', 'image/png', 'text/html', 'image/svg+xml', 'video/mp4'])('declared as “%s”', async (type) => {
		for (let from = 0; from < active.length; from += 10) {
			const files = active.slice(from, from + 10).map(([name, content]) => file(content, name, type));
			for (const one of await uploaded(...files)) {
				expect([one.name, one.kind]).toEqual([one.name, 'file']);
				expect([one.name, ...(await shownAs(one))]).toEqual([one.name, ...saved]);
			}
		}
	});
});

describe('T35: the first bytes decide', () => {
	const raw = (hex: string, rest = `\n${script}`) => Buffer.concat([Buffer.from(hex, 'hex'), Buffer.from(rest)]);
	test.each([
		['a GIF in name only', raw('474946383961'), 'file', 'application/octet-stream'],
		['a JPEG in name only', raw('ffd8ffe0'), 'file', 'application/octet-stream'],
		['a PNG in name only', raw('89504e470d0a1a0a'), 'file', 'application/octet-stream'],
		['a WebP in name only', raw('524946460000000057454250565038'), 'file', 'application/octet-stream'],
		['an AVIF in name only', raw('0000001c6674797061766966'), 'file', 'application/octet-stream'],
		['a zip', raw('504b0304'), 'file', 'application/octet-stream'],
		['a program', raw('7f454c46'), 'file', 'application/octet-stream'],
		['a Matroska', raw('1a45dfa3934282886d6174726f736b61'), 'file', 'application/octet-stream'],
		['an mp3', raw('49443303'), 'audio', 'audio/mpeg'],
		['a wave', raw('524946460000000057415645666d7420'), 'audio', 'audio/wav'],
		['a FLAC', raw('664c6143'), 'audio', 'audio/flac'],
		['an Ogg', raw('4f676753'), 'audio', 'audio/ogg'],
		['an mp4', raw('000000206674797069736f6d'), 'video', 'video/mp4'],
		['a WebM', raw('1a45dfa3934282847765626d'), 'video', 'video/webm']
	])('%s', async (_, content, kind, type) => {
		const [one] = await uploaded(file(new Uint8Array(content), 'picture.html', 'text/html'));
		expect(one!.kind).toBe(kind);
		expect(await shownAs(one!)).toEqual([200, type, kind === 'file' ? 'attachment' : 'inline']);
	});

	test('a picture with a page behind it is the picture alone', async () => {
		const picture = await sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } })
			.png()
			.toBuffer();
		const [one] = await uploaded(file(new Uint8Array(Buffer.concat([picture, Buffer.from(script)])), 'both.png'));
		expect(one).toMatchObject({ kind: 'image', type: 'image/png' });
		expect(await (await ada.request(`/files/${one!.key}`)).text()).not.toContain('alert');
	});
});

describe('T37: pictures made to break what reads them', () => {
	/** A PNG of so many dots, all alike, which is next to nothing on the wire. */
	function bomb(width: number, height: number): Uint8Array<ArrayBuffer> {
		const crcTable = Array.from({ length: 256 }, (_, n) => {
			let c = n;
			for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
			return c >>> 0;
		});
		const crc = (bytes: Buffer) => {
			let c = 0xffffffff;
			for (const byte of bytes) c = crcTable[(c ^ byte) & 0xff]! ^ (c >>> 8);
			return (c ^ 0xffffffff) >>> 0;
		};
		const chunk = (name: string, data: Buffer) => {
			const body = Buffer.concat([Buffer.from(name), data]);
			const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
			size.writeUInt32BE(data.length);
			sum.writeUInt32BE(crc(body));
			return Buffer.concat([size, body, sum]);
		};
		const head = Buffer.alloc(13);
		head.writeUInt32BE(width, 0);
		head.writeUInt32BE(height, 4);
		head.set([1, 0, 0, 0, 0], 8);
		const lines = deflateSync(Buffer.alloc(Math.ceil(width / 8 + 1) * height));
		return new Uint8Array(
			Buffer.concat([
				Buffer.from('89504e470d0a1a0a', 'hex'),
				chunk('IHDR', head),
				chunk('IDAT', lines),
				chunk('IEND', Buffer.alloc(0))
			])
		);
	}

	test('are files like any other, and everybody else is answered meanwhile', async () => {
		const tall = await sharp({ create: { width: 10, height: 10, channels: 3, background: 'blue' } })
			.gif()
			.toBuffer();
		const cut = (
			await sharp({ create: { width: 500, height: 500, channels: 3, background: 'blue' } })
				.jpeg()
				.toBuffer()
		).subarray(0, 400);
		const bombs = [
			file(bomb(20_000, 20_000), 'large.png'),
			file(bomb(60_000, 2_000), 'wide.png'),
			file(new Uint8Array(cut), 'half.jpg'),
			file(new Uint8Array(tall), 'small.gif')
		];
		// Measured from here on: building them keeps this process busy, and its own questions would wait for that.
		const waits: number[] = [];
		let isOver = false;
		const others = (async () => {
			while (!isOver) {
				const began = performance.now();
				await ada.request('/healthz');
				waits.push(performance.now() - began);
				await new Promise((resolve) => setTimeout(resolve, 20));
			}
		})();
		const files = await uploaded(...bombs);
		isOver = true;
		await others;
		expect(files.map(({ kind }) => kind)).toEqual(['file', 'file', 'file', 'image']);
		// However few there was time for: a server that stood still would have made one of them long.
		expect(waits.length).toBeGreaterThan(0);
		const slow = waits.sort((a, b) => a - b)[Math.floor(waits.length * 0.9)]!;
		expect(slow).toBeLessThan(500);
	});
});

test('T38: archives are kept as they are', async () => {
	const zip = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(1000, 7)]);
	const [one] = await uploaded(file(new Uint8Array(zip), '../../42.zip', 'application/zip'));
	expect(one).toMatchObject({ kind: 'file', name: '42.zip', size: 1004 });
	expect(Buffer.from(await (await ada.request(`/files/${one!.key}`)).arrayBuffer()).equals(zip)).toBe(true);
});
