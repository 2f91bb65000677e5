import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Message } from '$lib/messages/message';
import { join, newPerson, newServer, type Person, type Place } from '../person';
import { bytes, theSdkUploads } from './sdk-uploads';
import { addressFor, askToUpload, sendBytes, sendFiles, startOf, upload } from './uploading';

let ada: Person;
let linus: Person;
let mallory: Person;
let place: Place;

beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	place = await newServer(ada);
	await join(linus, place);
});

/** A photo with the place where it was taken. */
const photo = async (width = 1200, height = 900) =>
	new File(
		[
			new Uint8Array(
				await sharp({ create: { width, height, channels: 3, background: '#c63' } })
					.withExif({ IFD0: { Copyright: 'SECRET-OWNER' }, IFD3: { GPSLatitude: '52/1 30/1 0/1' } })
					.jpeg()
					.toBuffer()
			)
		],
		'beach.jpg',
		{ type: 'image/jpeg' }
	);
const pdf = () => new File(['%PDF-1.7\nnot much in it'], 'paper.pdf', { type: 'application/pdf' });
const messages = async (person: Person) =>
	(await person.json<{ messages: Message[] }>(`/api/channels/${place.channelId}/messages`)).body.messages;
const last = async (person: Person) => (await messages(person)).at(-1)!;
const get = (person: Person, path: string, headers: Record<string, string> = {}) => person.request(path, { headers });

describe('the SDK uploads', () => {
	theSdkUploads(() => ({ ada, linus, mallory, channelId: place.channelId, path: place.channel }));

	test('a photo, which is shown to the channel without what was hidden in it', async () => {
		const [file] = await upload(ada, place.channelId, [await photo()]);
		expect(file).toMatchObject({ name: 'beach.jpg', type: 'image/jpeg', kind: 'image', width: 1200, height: 900 });
		expect(file!.blur).toMatch(/^data:image\/webp;base64,/);
		expect(file!.blur!.length).toBeLessThanOrEqual(400);
		const answer = await sendFiles(ada, place, [file!.key], {
			body: 'The beach',
			alt: JSON.stringify({ [file!.key]: 'Orange sand' })
		});
		expect(((await answer.json()) as { type: string }).type).toBe('success');
		expect(await last(linus)).toMatchObject({
			body: 'The beach',
			files: [{ key: file!.key, kind: 'image', alt: 'Orange sand', width: 1200 }]
		});
		for (const [query, width] of [
			['', 1200],
			['?small', 800]
		] as const) {
			const shown = await get(linus, `/files/${file!.key}${query}`);
			expect(shown.status).toBe(200);
			expect(shown.headers.get('cache-control')).toContain('private');
			expect(shown.headers.get('content-disposition')).toMatch(/^inline/);
			const content = Buffer.from(await shown.arrayBuffer());
			const seen = await sharp(content).metadata();
			expect(seen.width).toBe(width);
			expect(seen.exif).toBeUndefined();
			expect(content.includes('SECRET-OWNER')).toBe(false);
		}
	});

	test('a paper, which is for saving and runs nothing', async () => {
		const [file] = await upload(ada, place.channelId, [pdf()]);
		expect(file).toMatchObject({ kind: 'file', type: 'application/pdf', name: 'paper.pdf' });
		await sendFiles(ada, place, [file!.key]);
		const got = await get(linus, `/files/${file!.key}`);
		expect(Object.fromEntries(got.headers)).toMatchObject({
			'content-type': 'application/octet-stream',
			'content-disposition': `attachment; filename="paper.pdf"; filename*=UTF-8''paper.pdf`,
			'content-security-policy': "sandbox; default-src 'none'",
			'x-content-type-options': 'nosniff'
		});
		expect(await got.text()).toBe('%PDF-1.7\nnot much in it');
		expect((await get(linus, `/files/${file!.key}?small`)).status).toBe(404);
	});

	test('a file is fetched anew only when it has to be, and no part of it that is not there', async () => {
		const [file] = await upload(ada, place.channelId, [bytes(300_000)]);
		const whole = await get(ada, `/files/${file!.key}`);
		const etag = whole.headers.get('etag')!;
		expect((await get(ada, `/files/${file!.key}`, { 'if-none-match': etag })).status).toBe(304);
		expect((await get(ada, `/files/${file!.key}`, { range: 'bytes=300000-' })).status).toBe(416);
		const head = await ada.request(`/files/${file!.key}`, { method: 'HEAD' });
		expect([head.status, head.headers.get('content-length')]).toEqual([200, '300000']);
	});

	test.each([
		['../../etc/passwd', 'passwd'],
		['🌒 päth & 文件.bin', '🌒 päth & 文件.bin'],
		['C:\\Windows\\win.ini', 'win.ini'],
		['evil\u202Egpj.exe', 'evilgpj.exe'],
		['a\r\nSet-Cookie: x=1"\0.txt', 'a Set-Cookie: x=1".txt'],
		['../', 'file'],
		['x'.repeat(400) + '.tar.gz', 'x'.repeat(193) + '.tar.gz']
	])('T36: %j under a name that is safe to show and save', async (name, shown) => {
		const [file] = await upload(ada, place.channelId, [new File(['hello'], name, { type: 'text/plain' })]);
		expect(file!.name).toBe(shown);
		expect(file!.key).toMatch(/^[0-9a-z]{26}$/);
		const saved = await get(ada, `/files/${file!.key}?download`);
		expect(saved.headers.get('content-disposition')).toMatch(
			/^attachment; filename="[\x20-\x7e]+"; filename\*=UTF-8''\S+$/
		);
		expect(decodeURIComponent(saved.headers.get('content-disposition')!.split("''")[1]!)).toBe(shown);
		expect(await saved.text()).toBe('hello');
	});
});

describe('an address to send bytes to', () => {
	const given = bytes(500_000);
	const address = () => addressFor(ada, place.channelId, given);

	test('is good for this file, once, for whoever it was given to', async () => {
		const url = await address();
		expect(await startOf(url)).toBe(0);
		const first = await sendBytes(url, given);
		expect(first.status).toBe(200);
		expect((await sendBytes(url, given)).status).toBe(409);
		// Who did not hear the answer asks for it by sending nothing more.
		expect(await startOf(url)).toBe(500_000);
		const again = await sendBytes(url, new Blob([]), { start: 500_000 });
		expect(await again.json()).toEqual(await first.json());
	});

	test.each([
		['another size', (url: URL) => url.searchParams.set('x-ut-file-size', '5000000'), 403],
		['another name', (url: URL) => url.searchParams.set('x-ut-file-name', 'x.html'), 403],
		['another key', (url: URL) => (url.pathname = '/ut/abcdefghijkl'), 403],
		['a later end', (url: URL) => url.searchParams.set('expires', '9999999999999'), 403],
		['no signature', (url: URL) => url.searchParams.delete('signature'), 403],
		['another signature', (url: URL) => url.searchParams.set('signature', `hmac-sha256=${'0'.repeat(64)}`), 403]
	])('with %s is none of ours', async (_, change, status) => {
		const url = new URL(await address());
		change(url);
		expect((await sendBytes(url.href, given)).status).toBe(status);
		expect((await fetch(url, { method: 'HEAD' })).status).toBe(status);
	});

	test('takes nothing from foreign pages, and knows no other methods', async () => {
		const url = await address();
		expect((await sendBytes(url, given, { origin: 'https://evil.example' })).status).toBe(403);
		expect((await fetch(url)).status).toBe(405);
		expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
		expect(await startOf(url)).toBe(0);
	});

	test('takes just as many bytes as were announced', async () => {
		const url = await address();
		expect((await sendBytes(url, bytes(499_999))).status).toBe(400);
		expect((await sendBytes(url, bytes(500_001))).status).toBe(400);
		expect((await sendBytes(url, bytes(700_000))).status).toBe(413);
		expect(await startOf(url)).toBe(0);
		expect((await sendBytes(url, bytes(10), { start: 499_990 })).status).toBe(416);
		expect((await sendBytes(url, given)).status).toBe(200);
	});

	test('T42: ends whoever does not say how much comes, and goes on for ever', async () => {
		const url = await address();
		const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n';
		let sent = 0;
		const endless = new ReadableStream<Uint8Array>({
			start: (form) => form.enqueue(new TextEncoder().encode(head)),
			pull(form) {
				sent += 64 * 1024;
				form.enqueue(new Uint8Array(64 * 1024));
			}
		});
		const headers = { origin: ada.base, 'content-type': 'multipart/form-data; boundary=b' };
		const asked = { method: 'PUT', body: endless, duplex: 'half', headers } as RequestInit;
		const answer = await fetch(url, asked);
		expect(answer.status).toBe(400);
		expect(sent).toBeLessThan(100 * 1024 * 1024);
		expect(await startOf(url)).toBe(0);
	});

	test('takes no form without its end, with other fields, or that is no form', async () => {
		const url = await address();
		const put = (body: BodyInit, type: string) =>
			fetch(url, { method: 'PUT', body, headers: { origin: ada.base, 'content-type': type } });
		const head = '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\n';
		for (const [body, type] of [
			['hello', 'text/plain'],
			['hello', 'multipart/form-data'],
			['hello', 'multipart/form-data; boundary=b'],
			[`${head}half of it`, 'multipart/form-data; boundary=b'],
			[`${head.replace('"file"', '"other"')}x\r\n--b--\r\n`, 'multipart/form-data; boundary=b'],
			['a=b', 'application/x-www-form-urlencoded']
		] as const)
			expect((await put(body, type)).status).toBeGreaterThanOrEqual(400);
		expect((await sendBytes(url, given)).status).toBe(200);
	});
});

describe('a file in a message', () => {
	const uploaded = async (person = ada, name = 'note.txt') =>
		(await upload(person, place.channelId, [new File(['note'], name)]))[0]!.key;
	const outcome = async (answer: Response) => {
		const { type, data } = (await answer.json()) as { type: string; data?: string };
		return `${type} ${data ?? ''}`;
	};

	test('is its owner’s alone until it is sent, and then the channel’s', async () => {
		const key = await uploaded();
		expect((await get(linus, `/files/${key}`)).status).toBe(404);
		expect((await get(ada, `/files/${key}`)).status).toBe(200);
		expect(await outcome(await sendFiles(linus, place, [key]))).toContain('not there any more');
		expect(await outcome(await sendFiles(ada, place, [key]))).toMatch(/^success/);
		expect((await get(linus, `/files/${key}`)).status).toBe(200);
		expect((await get(mallory, `/files/${key}`)).status).toBe(404);
		expect((await fetch(`${ada.base}/files/${key}`)).status).toBe(404);
	});

	test('is sent once, all of a message’s or none, and only where it was uploaded', async () => {
		const [one, other] = [await uploaded(), await uploaded()];
		const before = (await last(ada)).seq;
		expect(await outcome(await sendFiles(ada, place, [one, 'a'.repeat(26)]))).toContain('not there any more');
		const elsewhere = await newServer(ada);
		expect(await outcome(await sendFiles(ada, elsewhere, [one]))).toContain('not there any more');
		const answers = await Promise.all([sendFiles(ada, place, [one, other]), sendFiles(ada, place, [other, one])]);
		const told = await Promise.all(answers.map(outcome));
		expect(told.filter((words) => words.startsWith('success'))).toHaveLength(1);
		expect((await last(ada)).seq).toBe(before + 1);
	});

	test('needs no words, but a message needs one or the other', async () => {
		expect(await outcome(await sendFiles(ada, place, [], { body: '' }))).toContain('Write something first.');
		expect(await outcome(await sendFiles(ada, place, [await uploaded()], { alt: 'not JSON' }))).toMatch(/^failure/);
		expect(await outcome(await sendFiles(ada, place, ['../../x']))).toContain('attach your files again');
	});

	test('a repeated message has its files once', async () => {
		const key = await uploaded();
		const nonce = crypto.randomUUID();
		const told = [await sendFiles(ada, place, [key], { nonce }), await sendFiles(ada, place, [key], { nonce })];
		expect(new Set(await Promise.all(told.map(outcome))).size).toBe(1);
	});

	test('T40: is out of reach for whoever is not in the server any more', async () => {
		const eve = await newPerson('Eve');
		await join(eve, place);
		const [file] = await upload(ada, place.channelId, [await photo()]);
		await sendFiles(ada, place, [file!.key]);
		expect((await get(eve, `/files/${file!.key}?small`)).status).toBe(200);
		await eve.submit(`${place.path}/leave?/leave`, {});
		const gone = await Promise.all(
			['', '?small', '?download'].map(async (query) => {
				const answer = await get(eve, `/files/${file!.key}${query}`);
				return [answer.status, await answer.text()];
			})
		);
		const none = await get(eve, `/files/${'z'.repeat(26)}`);
		for (const one of gone) expect(one).toEqual([none.status, expect.any(String)]);
		expect(none.status).toBe(404);
	});

	test('that was not sent can be taken back, by its owner', async () => {
		const key = await uploaded();
		const take = (who: Person) => who.request(`/files/${key}`, { method: 'DELETE', headers: { origin: who.base } });
		expect((await take(linus)).status).toBe(404);
		expect((await take(ada)).status).toBe(204);
		expect((await get(ada, `/files/${key}`)).status).toBe(404);
		expect((await take(ada)).status).toBe(404);
	});
});

describe('the endpoint', () => {
	test('needs somebody, JSON, and one of our pages', async () => {
		const body = JSON.stringify({ files: [], input: { channelId: place.channelId } });
		const path = '/api/uploadthing?actionType=upload&slug=attachment';
		const post = (headers: Record<string, string>, init: RequestInit = {}) =>
			fetch(`${ada.base}${path}`, { method: 'POST', body, headers, ...init });
		const json = { 'content-type': 'application/json', accept: 'application/json' };
		expect((await post({ ...json, origin: ada.base })).status).toBe(401);
		expect((await post({ ...json, cookie: ada.cookie })).status).toBe(403);
		expect((await post({ ...json, cookie: ada.cookie, origin: 'https://evil.example' })).status).toBe(403);
		expect((await post({ cookie: ada.cookie, origin: ada.base })).status).toBe(400);
		const asked = await askToUpload(ada, 'not a number', [{ name: 'x', size: 1, type: '' }]);
		expect(asked.status).toBe(400);
	});

	test('believes no callback that it did not sign', async () => {
		const file = new File(['x'], 'x.txt');
		const url = await addressFor(ada, place.channelId, file);
		const customId = decodeURIComponent(new URL(url).searchParams.get('x-ut-custom-id')!);
		const body = JSON.stringify({
			status: 'uploaded',
			file: { key: 'k', customId, name: 'x', size: 1, type: '', url: '', appUrl: '', ufsUrl: '', fileHash: '' },
			origin: `${ada.base}/ut`,
			metadata: {}
		});
		for (const signature of ['', `hmac-sha256=${'0'.repeat(64)}`]) {
			const answer = await fetch(`${ada.base}/api/uploadthing?slug=attachment`, {
				method: 'POST',
				headers: {
					'content-type': 'application/json',
					origin: ada.base,
					cookie: ada.cookie,
					'uploadthing-hook': 'callback',
					'x-uploadthing-signature': signature
				},
				body
			});
			expect(answer.status).toBe(400);
		}
		expect((await get(ada, `/files/${customId}`)).status).toBe(404);
	});
});
