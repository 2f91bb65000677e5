import { request } from 'node:http';
import { beforeAll, expect, test } from 'vitest';
import type { Message } from '$lib/messages/message';
import { join, newPerson, newServer, type Person, type Place } from '../person';

const MB = 1024 * 1024;
let ada: Person;
let linus: Person;
let mallory: Person;
let place: Place;
beforeAll(async () => {
	[ada, linus, mallory] = await Promise.all([newPerson('Ada'), newPerson('Linus'), newPerson('Mallory')]);
	place = await newServer(ada);
	await join(linus, place);
});

/** The message form as a browser without scripts posts it. */
function form(files: File[], words: Record<string, string> = {}): FormData {
	const data = new FormData();
	for (const [name, value] of Object.entries({
		body: '',
		nonce: crypto.randomUUID(),
		channelId: place.channelId,
		...words
	}))
		data.append(name, value);
	for (const file of files) data.append('files', file);
	return data;
}
const send = (who: Person, data: FormData, headers = {}) => who.submit(`${place.channel}?/send`, data, headers);
const messages = async () =>
	(await linus.json<{ messages: Message[] }>(`/api/channels/${place.channelId}/messages`)).body.messages;
const note = (name = 'note.txt', content: BlobPart = 'hello') => new File([content], name, { type: 'text/plain' });
const untouched = () => new File([], '', { type: 'application/octet-stream' });

test('P27: a form without scripts posts words and files in one message', async () => {
	const answer = await send(
		ada,
		form([note('päth 🌒.txt'), note('other.txt', new Uint8Array(3 * MB))], { body: 'Two of them' })
	);
	expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringMatching(/#m-\d+$/)]);
	const { body, files } = (await messages()).at(-1)!;
	expect([body, files!.map(({ name, size }) => [name, size])]).toEqual([
		'Two of them',
		[
			['päth 🌒.txt', 5],
			['other.txt', 3 * MB]
		]
	]);
	expect(await (await linus.request(`/files/${files![0]!.key}`)).text()).toBe('hello');
});

test('a form whose file field was left alone posts its words, and files need no words', async () => {
	expect((await send(ada, form([untouched()], { body: 'Only words' }))).status).toBe(303);
	expect((await messages()).at(-1)).toMatchObject({ body: 'Only words' });
	expect((await send(ada, form([note()]))).status).toBe(303);
	expect((await messages()).at(-1)).toMatchObject({ body: '', files: [{ name: 'note.txt' }] });
	expect((await send(ada, form([untouched()]))).status).toBe(400);
});

test('what is too large or empty is refused with words, and nothing is posted', async () => {
	const before = (await messages()).length;
	for (const [file, words] of [
		[note('big.bin', new Uint8Array(25 * MB + 1)), '“big.bin” is larger than 25 MB.'],
		[note('nothing.txt', ''), '“nothing.txt” is empty.']
	] as const) {
		const answer = await send(ada, form([file], { body: 'With it' }), { accept: 'text/html' });
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain('With it');
		const asScript = await send(ada, form([file], { body: 'With it' }), {
			accept: 'text/html, application/json',
			'x-sveltekit-action': 'true'
		});
		expect(await asScript.text()).toContain(words);
	}
	expect((await send(ada, form(Array.from({ length: 11 }, (_, i) => note(`${i}.txt`))))).status).toBe(400);
	expect(await messages()).toHaveLength(before);
});

test('nobody else’s form gets a file anywhere', async () => {
	const before = (await messages()).length;
	expect((await send(mallory, form([note()], { body: 'Mine' }))).status).toBe(404);
	expect((await send(ada, form([note()]), { origin: 'https://evil.example' })).status).toBe(403);
	expect((await send(ada, form([note()], { channelId: '1' }))).status).toBe(400);
	const stranger = await fetch(`${ada.base}${place.channel}?/send`, {
		method: 'POST',
		body: form([note()]),
		redirect: 'manual',
		headers: { origin: ada.base, accept: 'text/html' }
	});
	expect(stranger.headers.get('location')).toMatch(/^\/sign-in/);
	expect(await messages()).toHaveLength(before);
});

test('what does not say how large it is, or is more than ten files can be, is turned away unread', async () => {
	const { hostname, port } = new URL(ada.base);
	const ask = (size: Record<string, string>) =>
		new Promise<number>((resolve, reject) => {
			const headers = {
				...{ origin: ada.base, cookie: ada.cookie, accept: 'text/html' },
				'content-type': 'multipart/form-data; boundary=b',
				...size
			};
			const path = `${place.channel}?/send`;
			const asked = request({ hostname, port, path, method: 'POST', headers, agent: false }, ({ statusCode = 0 }) => {
				asked.destroy();
				resolve(statusCode);
			});
			asked.on('error', reject);
			asked.write('--b\r\n');
		});
	expect(await ask({ 'transfer-encoding': 'chunked' })).toBe(413);
	expect(await ask({ 'content-length': String(260 * MB) })).toBe(413);
});
