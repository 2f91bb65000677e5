import sharp from 'sharp';
import { expect, test } from 'vitest';
import { addressFor, beginSending, sendBytes, startOf, upload, uploaderOf, type Uploader } from './uploading';

const MB = 1024 * 1024;

/** A channel of Ada's, in which Linus is and Mallory is not. */
export type Scene = { ada: Uploader; linus: Uploader; mallory: Uploader; channelId: string; path: string };

/** So many bytes, each of which has its place. */
export function bytes(size: number, name = 'film.bin'): File {
	const content = new Uint8Array(size);
	for (let at = 0; at < size; at++) content[at] = (at + (at >> 8)) & 0xff;
	return new File([content], name, { type: 'application/octet-stream' });
}

const contentOf = async (file: Blob) => Buffer.from(await file.arrayBuffer());
const get = ({ base, cookie }: Uploader, path: string, headers: Record<string, string> = {}) =>
	fetch(`${base}${path}`, { headers: { cookie, ...headers } });
const got = async (who: Uploader, key: string) => contentOf(await (await get(who, `/files/${key}`)).blob());

/** What UploadThing's SDK does with files is the same whether this app keeps them or the service does. */
export function theSdkUploads(scene: () => Scene): void {
	const post = (action: string, fields: Record<string, string>) => {
		const { ada, path } = scene();
		const headers = { cookie: ada.cookie, origin: ada.base, accept: 'text/html' };
		const body = new URLSearchParams(fields);
		return fetch(`${ada.base}${path}?/${action}`, { method: 'POST', body, headers, redirect: 'manual' });
	};
	const given = (...files: File[]) => upload(scene().ada, scene().channelId, files);

	test('a picture, drawn anew, and one that only says so, which is a file', async () => {
		const { ada, linus } = scene();
		const made = sharp({ create: { width: 900, height: 600, channels: 3, background: '#c63' } });
		const photo = await made
			.withExif({ IFD0: { Copyright: 'SECRET-OWNER' } })
			.jpeg()
			.toBuffer();
		const [picture, other] = await given(
			new File([new Uint8Array(photo)], 'beach.jpg', { type: 'image/jpeg' }),
			new File(['<script>alert(1)</script>'], 'false.jpg', { type: 'image/jpeg' })
		);
		expect(picture).toMatchObject({ name: 'beach.jpg', kind: 'image', width: 900, height: 600 });
		expect(other).toMatchObject({ name: 'false.jpg', kind: 'file' });
		expect((await get(linus, `/files/${picture!.key}`)).status, 'before it is sent').toBe(404);
		expect((await post('send', { body: 'The beach', files: picture!.key })).status).toBe(303);
		const seen = await got(linus, picture!.key);
		expect([(await sharp(seen).metadata()).width, seen.includes('SECRET-OWNER')]).toEqual([900, false]);
		expect((await got(ada, other!.key)).toString()).toBe('<script>alert(1)</script>');
	});

	test('a paper, and names with emoji and paths in them', async () => {
		const files = await given(
			new File(['%PDF-1.7'], '../../päper 🌒.pdf', { type: 'application/pdf' }),
			new File(['hello'], '../', { type: 'text/plain' })
		);
		expect(files.map(({ name, kind }) => [name, kind])).toEqual([
			['päper 🌒.pdf', 'file'],
			['file', 'file']
		]);
		expect((await got(scene().ada, files[0]!.key)).toString()).toBe('%PDF-1.7');
	});

	test('twenty-five megabytes to the last byte, of which a part can be had', async () => {
		const file = bytes(25 * MB, 'large.bin');
		const [large] = await given(file);
		const content = await contentOf(file);
		expect(content.equals(await got(scene().ada, large!.key))).toBe(true);
		const part = await get(scene().ada, `/files/${large!.key}`, { range: 'bytes=1000-1999' });
		expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 1000-1999/${25 * MB}`]);
		expect(content.subarray(1000, 2000).equals(await contentOf(await part.blob()))).toBe(true);
	});

	test('ten at once, in the order they were given', async () => {
		const ten = Array.from({ length: 10 }, (_, index) => bytes(200_000 + index, `part-${index}.bin`));
		const files = await given(...ten);
		expect(files.map(({ name, size }) => [name, size])).toEqual(ten.map(({ name, size }) => [name, size]));
		const sent = await post('send', { body: 'Ten', files: files.map(({ key }) => key).join(',') });
		expect(sent.status).toBe(303);
	});

	test('F21: what was cut at each tenth goes on there, and nobody sees half of it', async () => {
		const { ada, channelId } = scene();
		const file = bytes(2 * MB);
		const content = new Uint8Array(await file.arrayBuffer());
		const url = await addressFor(ada, channelId, file);
		const key = decodeURIComponent(new URL(url).searchParams.get('x-ut-custom-id')!);
		for (let tenth = 1; tenth <= 9; tenth++) {
			const upTo = Math.floor((content.length * tenth) / 10);
			const sending = await beginSending(url, content, await startOf(url), upTo);
			sending.end();
			expect((await get(ada, `/files/${key}`)).status).toBe(404);
		}
		const start = await startOf(url);
		expect(start).toBeGreaterThan(content.length * 0.89);
		const goOn = async () => {
			const from = await startOf(url);
			return sendBytes(url, file.slice(from), { start: from });
		};
		let answer = await goOn();
		while (answer.status === 409) answer = await goOn();
		expect(answer.status).toBe(200);
		expect(Buffer.compare(await got(ada, key), content)).toBe(0);
	});

	test('what is cancelled can go on, or is taken back and is gone', async () => {
		const { ada, channelId } = scene();
		const file = bytes(6 * MB);
		const { createUpload } = uploaderOf(ada);
		const going = await createUpload('attachment', { files: [file], input: { channelId } });
		going.pauseUpload(file);
		going.resumeUpload(file);
		const { serverData } = await going.done(file);
		const { key } = serverData.file!;
		expect((await got(ada, key)).length).toBe(6 * MB);
		const headers = { cookie: ada.cookie, origin: ada.base };
		expect((await fetch(`${ada.base}/files/${key}`, { method: 'DELETE', headers })).status).toBe(204);
		expect((await get(ada, `/files/${key}`)).status).toBe(404);
	});

	test('nothing that is too large, empty, too many, or for a channel that is not there for them', async () => {
		const { ada, mallory, channelId } = scene();
		const pdf = () => new File(['%PDF-1.7'], 'paper.pdf', { type: 'application/pdf' });
		const refused = (files: File[], id = channelId, who = ada) =>
			upload(who, id, files).then(
				() => 'done',
				(error: Error) => error.message
			);
		expect(await refused([bytes(25 * MB + 1, 'big.bin')])).toBe('“big.bin” is larger than 25 MB.');
		expect(await refused([new File([], 'nothing.txt')])).toBe('“nothing.txt” is empty.');
		expect(await refused(Array.from({ length: 11 }, pdf))).toBe('A message can have up to 10 files.');
		const hidden = await refused([pdf()], channelId, mallory);
		expect(hidden).toBe('That is not here, or not for you.');
		expect(await refused([pdf()], '999999', mallory)).toBe(hidden);
	});

	test('P28 T40: with its message a file is gone for everybody, all of it, and told like one that never was', async () => {
		const { ada, linus, mallory } = scene();
		const made = sharp({ create: { width: 900, height: 600, channels: 3, background: '#36c' } });
		const [file] = await given(
			new File([new Uint8Array(await made.png().toBuffer())], 'sea.png', { type: 'image/png' })
		);
		const { headers } = await post('send', { body: 'The sea', files: file!.key });
		const seq = /#m-(\d+)/.exec(headers.get('location') ?? '')![1]!;
		const none = await get(mallory, `/files/${'z'.repeat(26)}`);
		const nothing = [404, await none.text()];
		const ways: [string, Record<string, string>][] = [
			...['', '?small', '?download'].map((query): [string, Record<string, string>] => [query, {}]),
			['', { range: 'bytes=0-9' }]
		];
		for (const [query, range] of ways) {
			const shown = await get(linus, `/files/${file!.key}${query}`, range);
			expect([query, shown.ok]).toEqual([query, true]);
			expect(shown.headers.get('cache-control') ?? 'private', 'for nobody to share').toContain('private');
			const outside = await get(mallory, `/files/${file!.key}${query}`, range);
			expect([outside.status, await outside.text()]).toEqual(nothing);
		}
		expect((await post('remove', { seq })).status).toBe(303);
		for (const who of [ada, linus])
			for (const [query, range] of ways) {
				const answer = await get(who, `/files/${file!.key}${query}`, range);
				expect([answer.status, await answer.text()]).toEqual(nothing);
			}
	});
}
